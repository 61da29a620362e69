"""What the database refuses whoever asks, shared by the runs on PostgreSQL and on SQLite."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from ledger.books.enums import FiscalYearStatus
from ledger.books.models import Account, Entry, EntryLine
from ledger.books.posting import post_entries
from tests.factories import euros, make_account, make_entity, make_fiscal_year, make_journal
from tests.ledger.factories import Books, make_books, new_receipt

DAY = date(2026, 3, 15)


def bare_entry(books: Books, **changes: object) -> Entry:
    fields: dict[str, object] = {
        "entity": books.entity,
        "journal": books.journal,
        "fiscal_year": books.year,
        "number": 1,
        "date": DAY,
        "label": "x",
        "total": euros("1,00"),
        "posted_at": timezone.now(),
        "hash": "x",
    }
    return Entry.objects.create(**{**fields, **changes})


def bare_line(entry: Entry, account: Account, amount: str, **changes: object) -> EntryLine:
    fields: dict[str, object] = {
        "date": DAY,
        "due_on": DAY,
        "label": "x",
        "debit": euros(amount),
    }
    return EntryLine.objects.create(entry=entry, account=account, **{**fields, **changes})


class Guards:
    """Mixed into a class of tests for each database."""

    def refused(self, words: str) -> AbstractContextManager[Any]:
        return pytest.raises(IntegrityError, match=words)

    def test_a_posted_entry_never_changes(self) -> None:
        books = make_books()
        post_entries([new_receipt(books, "1,00")], acting_user=None, today=timezone.localdate())
        for rows in (Entry.objects.all(), EntryLine.objects.all()):
            with self.refused("append-only"), transaction.atomic():
                rows.update(label="autre")
            with self.refused("append-only"), transaction.atomic():
                rows._raw_delete("default")

    def test_a_complete_entry_takes_no_more_lines(self) -> None:
        books = make_books()
        (pk,) = post_entries(
            [new_receipt(books, "1,00")], acting_user=None, today=timezone.localdate()
        )
        entry = Entry.objects.get(pk=pk)
        with self.refused("no more lines"), transaction.atomic():
            bare_line(entry, books.bank, "0,01")

    def test_an_entry_belongs_in_an_open_year(self) -> None:
        books = make_books(status=FiscalYearStatus.CLOSED_ONLINE)
        with self.refused("open fiscal year"), transaction.atomic():
            bare_entry(books)

    @pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
    def test_an_entry_is_dated_in_its_year(self, day: date) -> None:
        books = make_books()
        with self.refused("open fiscal year"), transaction.atomic():
            bare_entry(books, date=day)

    def test_an_entry_has_a_journal_and_a_year_of_its_entity(self) -> None:
        books, other = make_books(), make_entity(code="G001")
        strangers = {
            "journal": make_journal(entity=other),
            "fiscal_year": make_fiscal_year(entity=other),
        }
        for field, stranger in strangers.items():
            with self.refused("of its own entity"), transaction.atomic():
                bare_entry(books, **{field: stranger})

    def test_a_line_has_an_account_of_its_entity_and_the_date_of_its_entry(self) -> None:
        books = make_books()
        stranger = make_account(entity=make_entity(code="G001"))
        with self.refused("same entity"), transaction.atomic():
            bare_line(bare_entry(books), stranger, "1,00")
        with self.refused("date of its entry"), transaction.atomic():
            bare_line(bare_entry(books), books.bank, "1,00", date=date(2026, 3, 16))

    @pytest.mark.parametrize(("debit", "credit"), [("1", "1"), ("0", "0"), ("-1", "0")])
    def test_a_line_is_a_debit_or_a_credit(self, debit: str, credit: str) -> None:
        books = make_books()
        with self.refused("(?i)check"), transaction.atomic():
            bare_line(bare_entry(books), books.bank, debit, credit=euros(credit))

    def test_fiscal_years_of_an_entity_do_not_overlap(self) -> None:
        entity = make_entity()
        make_fiscal_year(entity=entity)
        with self.refused("overlap"), transaction.atomic():
            make_fiscal_year(entity=entity, start=date(2026, 12, 31), end=date(2027, 12, 30))
        make_fiscal_year(entity=make_entity(code="G001"))
        later = make_fiscal_year(entity=entity, start=date(2027, 1, 1), end=date(2027, 12, 31))
        later.start = date(2026, 6, 1)
        with self.refused("overlap"), transaction.atomic():
            later.save()
