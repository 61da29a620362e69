"""Build the demo agency in an empty, migrated database."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from core.people.models import User
from extranet.publication.services.give_access import IssuedPassword
from extranet.publication.services.mark_accounts import mark_accounts
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entity
from lsc.demo import books, chart, debts, desk, draft, people, records
from lsc.demo.lots import make_lots
from lsc.demo.year import movements


@dataclass(frozen=True)
class Built:
    """What there is to see, in figures."""

    accounts: int
    entries: int
    pending: int
    staff: dict[str, User]
    #: Sign-ins of the clients whose accounts are already chosen for the extranet.
    clients: list[IssuedPassword]


def build(today: date | None = None) -> Built:
    """Make everything as of ``today``: records, a year of entries, pending receipts."""
    today = today or timezone.localdate()
    with transaction.atomic():
        records.make_agency()
        staff = records.make_staff()
        for data in chart.ENTITIES:
            entity = records.make_entity(data, today=today, staff=staff)
            accounts = records.make_accounts(entity, accountant=staff[data.accountant])
            records.make_journals(entity, accounts)
            make_lots(entity, accounts)
        _link_entities()
        entries = books.post(movements(today), acting_user=staff["jlc"])
        pending = draft.fill(today, staff=staff)
        desk.fill(today, staff=staff)
        debts.fill(today, staff=staff)
        clients = _choose_accounts(staff["jlc"])
    return Built(Account.objects.count(), entries, pending, staff, clients)


def _choose_accounts(acting_user: User) -> list[IssuedPassword]:
    """Tick every client's account for the extranet but that of Pierre, whom the play follows."""
    chosen = Account.objects.filter(role__in=[AccountRole.CO_OWNER, AccountRole.TENANT]).exclude(
        code=people.PIERRE.account
    )
    return mark_accounts(
        chosen.values_list("pk", flat=True), acting_user=acting_user, now=timezone.now()
    ).issued


def _link_entities() -> None:
    """The syndicate's charges of a rented flat are carried over to this rental supplier."""
    syndicate = Entity.objects.get(code=chart.SYNDICATE)
    syndicate.rental_supplier_account = Account.objects.get(
        entity__code=chart.RENTAL, code="401LACRAPU"
    )
    syndicate.save(update_fields=["rental_supplier_account"])
