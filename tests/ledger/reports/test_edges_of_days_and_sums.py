"""The first and the last day of a year, a debt due today, and sums at their limits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ledger.books.models import Entry
from ledger.books.posting import NewLine, post_entries
from ledger.books.posting.rules.open_year import NoFiscalYearError
from ledger.matching.selectors.open_items import debts, open_items
from ledger.matching.selectors.settlement import impute
from ledger.matching.services.match_exact_sums import Allocation, settle_receipts
from ledger.matching.services.open_board import Board
from ledger.reports.selectors.statements import current_period
from tests.factories import euros, make_account, make_fiscal_year
from tests.ledger.factories import Books, make_books, new_receipt
from tests.ledger.open_items import income, owe, pay, post

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 30)


@pytest.fixture
def books() -> Books:
    return make_books()


@pytest.mark.parametrize("day", [date(2026, 1, 1), date(2026, 12, 31)])
def test_a_year_takes_entries_of_its_first_and_of_its_last_day(books: Books, day: date) -> None:
    at = datetime(2027, 1, 15, tzinfo=UTC)
    with transaction.atomic():
        (pk,) = post_entries(
            [new_receipt(books, "1,00", date=day)],
            acting_user=None,
            posted_at=at,
            today=timezone.localdate(at),
        )
    assert Entry.objects.get(pk=pk).fiscal_year == books.year


@pytest.mark.parametrize("day", [date(2025, 12, 31), date(2027, 1, 1)])
def test_and_none_of_the_day_before_or_after(books: Books, day: date) -> None:
    at = datetime(2027, 1, 15, tzinfo=UTC)
    with pytest.raises(NoFiscalYearError), transaction.atomic():
        post_entries(
            [new_receipt(books, "1,00", date=day)],
            acting_user=None,
            posted_at=at,
            today=timezone.localdate(at),
        )


@pytest.mark.parametrize(
    ("today", "year"),
    [(date(2026, 12, 31), 2026), (date(2027, 1, 1), 2027), (date(2027, 12, 31), 2027)],
)
def test_the_period_shown_is_the_year_of_today_on_its_first_day_too(
    books: Books, today: date, year: int
) -> None:
    # Another year is open already: were none of today found, the latest would be shown.
    for opened in (2027, 2028):
        make_fiscal_year(entity=books.entity, start=date(opened, 1, 1), end=date(opened, 12, 31))
    start, end = current_period(books.entity.pk, today=today)
    assert (start.year, end.year) == (year, year)


def interest(books: Books, amount: str, due_on: date) -> None:
    """Charged to the client, and due on that day."""
    value, none = euros(amount), euros("0")
    lines = [
        NewLine(books.client_account.pk, value, none, "Intérêts", due_on=due_on),
        NewLine(income(books, "762000", "Intérêts").pk, none, value, "Intérêts"),
    ]
    post(books, lines, date(2026, 6, 1), "Intérêts")


@pytest.mark.parametrize(
    ("paid_on", "first"), [(TODAY, "Échu"), (TODAY - timedelta(days=1), "Intérêts")]
)
def test_a_debt_due_today_is_due_and_goes_before_interest_that_is_not(books, paid_on, first):
    owe(books, "100,00", date(2026, 6, 1), label="Échu", due_on=TODAY)
    interest(books, "10,00", TODAY + timedelta(days=1))
    items = debts(open_items([books.client_account.pk]))
    shares = impute(items, euros("5,00"), on=paid_on).shares
    assert [share.item.label for share in shares] == [first]


def remainders(books: Books) -> dict[str, Decimal]:
    return {each.label: each.remainder for each in open_items([books.client_account.pk])}


def test_a_choice_above_the_receipt_settles_what_the_receipt_holds(books: Books) -> None:
    """60 € for 50 € and 30 €: the first is settled, 10 € go to the other, 20 € are lost."""
    one = owe(books, "50,00", label="Un")
    two = owe(books, "30,00", label="Deux")
    paid = pay(books, "60,00")
    chosen = [(one.pk, euros("50,00")), (two.pk, euros("30,00"))]
    settled = settle_receipts(
        [Allocation(paid.entry_id, chosen)], acting_user=None, on=timezone.localdate()
    )
    assert remainders(books) == {"Deux": euros("20,00")}
    (told,) = settled.diverted
    assert (told.lost, told.elsewhere) == (euros("20,00"), euros("0,00"))


def test_a_part_chosen_above_its_line_settles_the_line_and_the_rest_goes_by_law(books) -> None:
    one = owe(books, "50,00", date(2026, 2, 1), label="Un")
    owe(books, "30,00", date(2026, 1, 1), label="Deux")
    paid = pay(books, "70,00")
    chosen = [(one.pk, euros("65,00"))]
    settled = settle_receipts(
        [Allocation(paid.entry_id, chosen)], acting_user=None, on=timezone.localdate()
    )
    # 50 € of the 65 € chosen find their debt, 15 € go to the other; 5 € were never to be settled.
    assert remainders(books) == {"Deux": euros("15,00"), "Chèque": euros("5,00")}
    (told,) = settled.diverted
    assert (told.lost, told.elsewhere) == (euros("15,00"), euros("15,00"))


@pytest.mark.parametrize(
    ("debit", "credit"), [("50,01", "50,01"), ("0,00", "0,00"), ("50,00", "49,99"), ("-1", "-1")]
)
def test_the_board_refuses_parts_above_their_line_nil_or_unequal(books, debit, credit) -> None:
    owe(books, "50,00", label="Un")
    pay(books, "80,00")
    board = Board.read([books.client_account.pk])
    lines = {line.item.is_debit: line for line in board.lines[books.client_account.pk]}
    with pytest.raises(ValueError, match="add up to zero"):
        board.settle([(lines[True], euros(debit)), (lines[False], euros(credit))])
    board.settle([(lines[True], euros("50,00")), (lines[False], euros("50,00"))])
    board.write(acting_user=None, on=TODAY)
    assert remainders(books) == {"Chèque": euros("30,00")}


def test_posting_locks_its_accounts_by_id_before_it_writes(books: Books) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row locks need PostgreSQL")
    other = make_account(entity=books.entity, code="450ZOE")
    entries = [
        new_receipt(books, "1,00", account_id=other.pk),
        new_receipt(books, "2,00"),
    ]
    with CaptureQueriesContext(connection) as told, transaction.atomic():
        post_entries(entries, acting_user=None, today=timezone.localdate())
    statements = [query["sql"] for query in told.captured_queries]
    locking = [
        place
        for place, sql in enumerate(statements)
        if 'FROM "ledger_books_account"' in sql and sql.endswith("FOR NO KEY UPDATE")
    ]
    assert len(locking) == 1
    (place,) = locking
    # 1 is the first column, its id.
    assert statements[place].startswith('SELECT "ledger_books_account"."id"')
    assert statements[place].endswith("ORDER BY 1 ASC FOR NO KEY UPDATE")
    for account in (books.bank, books.client_account, other):
        assert str(account.pk) in statements[place]
    journals = next(i for i, sql in enumerate(statements) if "ledger_books_journalsequence" in sql)
    writing = next(i for i, sql in enumerate(statements) if "UPDATE ledger_books_account" in sql)
    assert journals < place < writing
