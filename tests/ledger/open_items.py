"""Accounts with debts and receipts, as the stories of matching start from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from ledger.books.models import Account, Entry, EntryLine
from ledger.books.posting import NewEntry, NewLine, post_entries
from tests.factories import euros, make_account
from tests.ledger.factories import Books

ZERO = euros("0")


def post(books: Books, lines: Sequence[NewLine], day: date, label: str, **changes: Any) -> Entry:
    entry = NewEntry(books.entity.pk, books.journal.pk, day, "", label, lines, **changes)
    with transaction.atomic():
        (pk,) = post_entries([entry], acting_user=books.user, today=timezone.localdate())
    return Entry.objects.get(pk=pk)


def income(books: Books, code: str = "701000", label: str = "Provisions") -> Account:
    known = Account.objects.filter(entity=books.entity, code=code).first()
    return known or make_account(entity=books.entity, code=code, label=label, role="other")  # type: ignore[arg-type]


def line_of(entry: Entry, account: Account) -> EntryLine:
    return EntryLine.objects.get(entry=entry, account=account)


def owe(
    books: Books,
    amount: str,
    day: date = date(2026, 1, 1),
    *,
    label: str = "Appel de fonds",
    account: Account | None = None,
    code: str = "701000",
    due_on: date | None = None,
) -> EntryLine:
    """A debt of the client: the debit line."""
    client, value = account or books.client_account, euros(amount)
    lines = [
        NewLine(client.pk, value, ZERO, label, due_on=due_on),
        NewLine(income(books, code).pk, ZERO, value, label),
    ]
    return line_of(post(books, lines, day, label), client)


def pay(
    books: Books,
    amount: str,
    day: date = date(2026, 3, 15),
    *,
    label: str = "Chèque",
    account: Account | None = None,
) -> EntryLine:
    """A receipt from the client: the credit line."""
    client, value = account or books.client_account, euros(amount)
    lines = [
        NewLine(books.bank.pk, value, ZERO, label),
        NewLine(client.pk, ZERO, value, label),
    ]
    return line_of(post(books, lines, day, label), client)


def letters(account: Account) -> dict[str, str]:
    """What each line of an account reads: ``{"Chèque 65.63": "A"}``, without the open ones."""
    lines = EntryLine.objects.filter(account=account, matched__isnull=False)
    return {
        f"{line.label} {line.debit or line.credit}": line.matched.matching.letter
        for line in lines.select_related("matched__matching").order_by("date", "id")
    }
