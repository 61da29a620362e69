"""Take a person's name out of the records once nothing obliges to keep it (GDPR, art. 17)."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit, versions
from core.files import person
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Account
from ledger.books.services.account_search_texts import of_account
from ledger.people.models import Party, PartyFlag
from ledger.people.services.edit_party import refuse_in_part
from ledger.people.services.person_search_texts import of_party

_EMPTIED = (
    "title", "first_name", "company", "email", "phone", "street", "postal_code", "town",
    "cash_status",
)  # fmt: skip


@transaction.atomic
def erase_party(party: Party, *, acting_user: User | None, today: date) -> Party:
    """Leave a number in place of the name, on the party and on its accounts. ``acting_user``: None
    for the night.

    The seals of the books follow: each changed name leaves a signed version. Raises BusinessError,
    whose problems say what must be kept and until when.
    """
    refuse_in_part(party)
    locked = Party.objects.select_for_update(of=("self",)).get(pk=party.pk)
    accounts = list(
        Account.objects.select_for_update(of=("self",)).filter(party=locked).order_by("pk")
    )
    if reasons := person.duties(locked.pk, today):
        raise BusinessError(_("Cette fiche ne peut pas être effacée encore."), reasons)
    pseudonym = pseudonym_of(locked.pk)
    for account in accounts:
        _rename(account, pseudonym, acting_user)
    before = Party.objects.get(pk=locked.pk)
    for name in _EMPTIED:
        setattr(locked, name, "")
    locked.last_name = pseudonym
    locked.search_text = of_party(locked)
    locked.save()
    versions.follow(before, locked, acting_user=acting_user, action="party.erase")
    PartyFlag.objects.filter(party=locked).delete()
    # What it was is not told again here: that is the point.
    audit.record("party.erase", acting_user=acting_user, on=locked)
    return locked


def pseudonym_of(number: int | str) -> str:
    """What stands in place of a name; it begins in the same way for all."""
    return _("Tiers effacé n° %(number)s") % {"number": number}


def _rename(account: Account, pseudonym: str, acting_user: User | None) -> None:
    before = Account.objects.get(pk=account.pk)
    account.label = pseudonym
    account.search_text = of_account(account.code, account.label)
    account.save(update_fields=["label", "search_text"])
    versions.follow(before, account, acting_user=acting_user, action="account.erase")
    audit.record("account.erase", acting_user=acting_user, on=account)
