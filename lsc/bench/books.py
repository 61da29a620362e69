"""The books that the measures write to: one syndicate, a year, a journal, many accounts."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from core.people.enums import UserKind
from core.people.models import User
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entity, FiscalYear, Journal, ReceiptJournal

ACCOUNTS = 500
DAY = date(2026, 6, 15)


@dataclass(frozen=True)
class Books:
    user: User
    entity: Entity
    journal: Journal
    account_ids: list[int]


@cache
def books() -> Books:
    """Made once per run."""
    user = User.objects.create_superuser("bench", password=None, kind=UserKind.STAFF)
    entity = Entity.objects.create(code="B001", name="Mesures", is_syndicate=True)
    FiscalYear.objects.create(entity=entity, start=date(2026, 1, 1), end=date(2026, 12, 31))
    bank = Account.objects.create(
        entity=entity, code="512000", label="Banque", role=AccountRole.TREASURY
    )
    journal = Journal.objects.create(
        entity=entity, code="BQ", label="Banque", treasury_account=bank
    )
    ReceiptJournal.objects.create(entity=entity, channel="transfer", journal=journal)
    accounts = Account.objects.bulk_create(
        Account(
            entity=entity,
            code=f"450{number:05}",
            label=f"Copropriétaire {number}",
            search_text=f"450{number:05} coproprietaire {number}",
            role=AccountRole.CO_OWNER,
        )
        for number in range(ACCOUNTS)
    )
    return Books(user, entity, journal, [account.pk for account in accounts])
