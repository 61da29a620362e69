"""A small set of books, ready to take receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from core.people.models import User
from ledger.books.enums import FiscalYearStatus
from ledger.books.models import Account, Entity, FiscalYear, Journal
from ledger.books.posting import NewEntry, NewLine
from tests.factories import (
    euros,
    make_account,
    make_entity,
    make_fiscal_year,
    make_journal,
    make_staff,
)


@dataclass(frozen=True)
class Books:
    entity: Entity
    year: FiscalYear
    journal: Journal
    bank: Account
    client_account: Account
    user: User


def make_books(
    *,
    code: str = "S001",
    status: FiscalYearStatus = FiscalYearStatus.OPEN,
    journal: dict[str, Any] | None = None,
) -> Books:
    """An entity with the year 2026, the journal ``BQ`` on 512000, and one client."""
    entity = make_entity(code=code)
    bank_journal = make_journal(entity=entity, **(journal or {}))
    assert bank_journal.treasury_account
    return Books(
        entity=entity,
        year=make_fiscal_year(entity=entity, status=status),
        journal=bank_journal,
        bank=bank_journal.treasury_account,
        client_account=make_account(entity=entity),
        user=make_staff(),
    )


def new_receipt(books: Books, amount: str, *, account_id: int = 0, **changes: Any) -> NewEntry:
    """A receipt of ``amount`` on 15 March 2026, to be posted."""
    label = "Règlement Pierre PROPRIETAIRE"
    value = euros(amount)
    fields: dict[str, Any] = {
        "entity_id": books.entity.pk,
        "journal_id": books.journal.pk,
        "date": date(2026, 3, 15),
        "voucher": "",
        "label": label,
        "lines": [
            NewLine(books.bank.pk, value, euros("0"), label),
            NewLine(account_id or books.client_account.pk, euros("0"), value, label),
        ],
    }
    return NewEntry(**{**fields, **changes})
