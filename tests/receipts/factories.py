"""Rows of the draft that the tests of this room start from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from core.people.models import User
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entity, Journal, ReceiptJournal
from receipts.draft.models import DraftReceipt
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts
from tests import factories

_numbers = count(1)
ALL_RIGHTS = [
    "receipts_draft.see_draft",
    "receipts_draft.see_others",
    "receipts_draft.edit_draft",
    "receipts_draft.post_receipts",
]
DAY = date(2026, 11, 20)


@dataclass
class Books:
    """A syndicate whose transfers go to BQ, with one co-owner."""

    entity: Entity
    journal: Journal
    account: Account


def make_books(*, code: str = "S001", requires_voucher: bool = False) -> Books:
    entity = factories.make_entity(code=code)
    factories.make_years_until_today(entity=entity)
    journal = factories.make_journal(entity=entity, requires_voucher=requires_voucher)
    account = factories.make_account(entity=entity)
    for channel in ("transfer", "cheque"):
        ReceiptJournal.objects.create(entity=entity, channel=channel, journal=journal)
    return Books(entity, journal, account)


def new_receipt(*, books: Books, **fields: Any) -> NewReceipt:
    defaults: dict[str, Any] = {
        "channel": "transfer",
        "source_key": f"test:{next(_numbers)}",
        "movement_date": DAY,
        "label": "Règlement Pierre PROPRIETAIRE",
        "amount": Decimal("65.63"),
        "entity_id": books.entity.pk,
        "account_id": books.account.pk,
    }
    return NewReceipt(**{**defaults, **fields})


def make_receipt(*, books: Books, acting_user: User | None = None, **fields: Any) -> DraftReceipt:
    drafted = draft_receipts([new_receipt(books=books, **fields)], acting_user=acting_user)
    return DraftReceipt.objects.get(pk=drafted.ids[0])


def make_receipts(amounts: Iterable[str], *, books: Books, **fields: Any) -> list[DraftReceipt]:
    drafted = draft_receipts(
        [new_receipt(books=books, amount=factories.euros(text), **fields) for text in amounts],
        acting_user=None,
    )
    return list(DraftReceipt.objects.filter(pk__in=drafted.ids).order_by("pk"))


def make_accountant(**fields: Any) -> User:
    return factories.make_staff(rights=ALL_RIGHTS, **fields)


def make_till_books() -> Books:
    """The same syndicate with a till, 530000, where journal CA puts its cash, and 658000 for what
    is missing."""
    books = make_books()
    till = factories.make_account(
        entity=books.entity, code="530000", label="Caisse", role=AccountRole.TREASURY
    )
    factories.make_account(
        entity=books.entity, code="658000", label="Charges", role=AccountRole.OTHER
    )
    journal = factories.make_journal(
        entity=books.entity, code="CA", label="Caisse", treasury_account=till
    )
    ReceiptJournal.objects.create(entity=books.entity, channel="cash", journal=journal)
    return books
