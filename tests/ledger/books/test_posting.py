"""Receipts become balanced, numbered, sealed entries, and the client's balance follows."""

from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.database.models import AuditEvent
from ledger.books import posting
from ledger.books.enums import FiscalYearStatus
from ledger.books.models import Entry, EntryLine, JournalSequence
from ledger.books.posting.rules.accounts_of_entity import ForeignAccountError
from ledger.books.posting.rules.balanced import UnbalancedEntryError
from ledger.books.posting.rules.open_year import ClosedFiscalYearError, NoFiscalYearError
from ledger.books.posting.rules.usable_journal import UnusableJournalError
from ledger.books.posting.rules.voucher_required import MissingVoucherError
from ledger.books.services import chain
from tests.factories import euros, make_account, make_entity, make_journal, make_staff
from tests.ledger.factories import make_books, new_receipt

pytestmark = pytest.mark.django_db


def test_a_receipt_debits_the_bank_and_credits_the_client() -> None:
    books = make_books()
    (entry_id,) = posting.post_entries(
        [new_receipt(books, "65,63", voucher="PU-1")],
        acting_user=books.user,
        today=timezone.localdate(),
    )

    entry = Entry.objects.get(pk=entry_id)
    assert (entry.number, entry.date, entry.voucher) == (1, date(2026, 3, 15), "PU-1")
    assert (entry.fiscal_year, entry.total) == (books.year, euros("65,63"))
    assert entry.posted_by == books.user
    lines: list[Any] = list(entry.lines.values_list("account__code", "debit", "credit", "date"))
    assert lines == [
        ("512000", euros("65,63"), euros("0"), entry.date),
        ("450PIERREP", euros("0"), euros("65,63"), entry.date),
    ]
    books.client_account.refresh_from_db()
    books.bank.refresh_from_db()
    assert books.client_account.balance == euros("-65,63")
    assert books.bank.balance == euros("65,63")


def test_ids_come_back_in_the_order_given_and_numbers_follow_it() -> None:
    books = make_books()
    other = make_journal(entity=books.entity, code="CM", treasury_account=books.bank)
    given = [
        new_receipt(books, "1,00"),
        new_receipt(books, "2,00", journal_id=other.pk),
        new_receipt(books, "3,00"),
    ]
    ids = posting.post_entries(given, acting_user=books.user, today=timezone.localdate())
    entries = [Entry.objects.get(pk=pk) for pk in ids]
    assert [(e.journal.code, e.number, e.total) for e in entries] == [
        ("BQ", 1, euros("1")),
        ("CM", 1, euros("2")),
        ("BQ", 2, euros("3")),
    ]
    (later,) = posting.post_entries(
        [new_receipt(books, "4,00")], acting_user=books.user, today=timezone.localdate()
    )
    assert Entry.objects.get(pk=later).number == 3


def test_each_entry_seals_the_one_before_it() -> None:
    books = make_books()
    posting.post_entries(
        [new_receipt(books, "1,00")] * 3, acting_user=books.user, today=timezone.localdate()
    )
    posting.post_entries(
        [new_receipt(books, "5,00")] * 2, acting_user=books.user, today=timezone.localdate()
    )
    hashes = list(Entry.objects.order_by("number").values_list("hash", flat=True))
    assert len(set(hashes)) == 5
    assert JournalSequence.objects.get().last_hash == hashes[-1]
    assert chain.verify(books.journal, books.year) is None


def test_the_numbers_written_are_in_the_audit_trail() -> None:
    books = make_books()
    posting.post_entries(
        [new_receipt(books, "1,00")] * 3, acting_user=books.user, today=timezone.localdate()
    )
    event = AuditEvent.objects.get(action="entry.post")
    assert (event.user, event.object_label) == (books.user, "BQ Banque")
    assert (event.data["first_number"], event.data["last_number"]) == (1, 3)


def test_the_number_of_statements_does_not_grow() -> None:
    books = make_books()
    counts = []
    for size in (2, 200):
        entries = [new_receipt(books, "1,00")] * size
        with CaptureQueriesContext(
            connection,
        ) as queries:
            posting.post_entries(entries, acting_user=books.user, today=timezone.localdate())
        counts.append(len([q for q in queries if "INSERT INTO" not in q["sql"]]))
    assert counts[1] <= counts[0] <= 15


def test_nothing_to_post_is_nothing_posted() -> None:
    assert posting.post_entries([], acting_user=None, today=timezone.localdate()) == []
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_posting_outside_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        posting.post_entries([], acting_user=None, today=timezone.localdate())


class TestRefusals:
    def refused(self, entry: posting.NewEntry, error: type[Exception], words: str) -> None:
        with pytest.raises(error, match=words), transaction.atomic():
            posting.post_entries([entry], acting_user=make_staff(), today=timezone.localdate())
        assert not EntryLine.objects.exists()
        assert not JournalSequence.objects.exists()

    def test_a_date_in_a_closed_year(self) -> None:
        books = make_books(status=FiscalYearStatus.CLOSED_ONLINE)
        self.refused(new_receipt(books, "1,00"), ClosedFiscalYearError, "S001.*15/03/2026.*clôturé")

    def test_a_date_in_no_year(self) -> None:
        books = make_books()
        entry = new_receipt(books, "1,00", date=date(2019, 1, 1))
        self.refused(entry, NoFiscalYearError, "S001.*01/01/2019")

    def test_a_journal_of_another_entity(self) -> None:
        books = make_books()
        other = make_journal(entity=make_entity(code="G001"))
        entry = new_receipt(books, "1,00", journal_id=other.pk)
        self.refused(entry, UnusableJournalError, "n’est pas un journal de son entité")

    def test_an_inactive_journal(self) -> None:
        books = make_books(journal={"active": False})
        self.refused(new_receipt(books, "1,00"), UnusableJournalError, "BQ.*plus actif")

    @pytest.mark.parametrize("voucher", ["", "  "])
    def test_a_missing_voucher(self, voucher: str) -> None:
        books = make_books(journal={"requires_voucher": True})
        entry = new_receipt(books, "1,00", voucher=voucher)
        self.refused(entry, MissingVoucherError, "BQ.*pièce")

    def test_an_account_of_another_entity(self) -> None:
        books = make_books()
        stranger = make_account(entity=make_entity(code="S002"))
        entry = new_receipt(books, "1,00", account_id=stranger.pk)
        self.refused(entry, ForeignAccountError, "n’est pas un compte de son entité")

    @pytest.mark.parametrize(
        ("debit", "credit"), [("10", "9,99"), ("0", "0"), ("-1", "-1"), ("9,99", "10")]
    )
    def test_an_entry_that_does_not_balance(self, debit: str, credit: str) -> None:
        books = make_books()
        lines = [
            posting.NewLine(books.bank.pk, euros(debit), euros("0"), "x"),
            posting.NewLine(books.client_account.pk, euros("0"), euros(credit), "x"),
        ]
        entry = new_receipt(books, "1,00", lines=lines)
        self.refused(entry, UnbalancedEntryError, "pas équilibrée")

    def test_a_line_that_is_both_debit_and_credit(self) -> None:
        books = make_books()
        line = posting.NewLine(books.bank.pk, euros("1"), euros("1"), "x")
        entry = new_receipt(books, "1,00", lines=[line, line])
        self.refused(entry, UnbalancedEntryError, "débit ou un crédit")

    def test_an_entry_without_lines(self) -> None:
        books = make_books()
        self.refused(new_receipt(books, "1,00", lines=[]), UnbalancedEntryError, "équilibrée")

    def test_one_bad_entry_refuses_the_whole_batch(self) -> None:
        books = make_books()
        bad = new_receipt(books, "1,00", date=date(2019, 1, 1))
        with pytest.raises(NoFiscalYearError), transaction.atomic():
            posting.post_entries(
                [new_receipt(books, "1,00"), bad],
                acting_user=books.user,
                today=timezone.localdate(),
            )
        assert not Entry.objects.exists()
