"""A small set of books, ready to take receipts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from core.people.models import User
from ledger.books.enums import FiscalYearStatus
from ledger.books.models import Account, Entity, FiscalYear, Journal
from ledger.books.posting import NewEntry, NewLine, post_entries
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


def two_years() -> Books:
    """100 € received in 2025; then 65,63 € and 0,37 € by two journals in 2026."""
    books = make_books()
    make_fiscal_year(entity=books.entity, start=date(2025, 1, 1), end=date(2025, 12, 31))
    cheques = make_journal(
        entity=books.entity, code="CM", label="Chèques", treasury_account=books.bank
    )
    tenant = make_account(entity=books.entity, code="411ALOXECO", label="ALOXE Corton")
    post_entries(
        [
            new_receipt(books, "100,00", date=date(2025, 6, 1)),
            new_receipt(books, "65,63", voucher="PU-1"),
            new_receipt(books, "0,37", journal_id=cheques.pk, account_id=tenant.pk),
        ],
        acting_user=books.user,
        today=timezone.localdate(),
    )
    return books
