"""What is owed now, and what only later: the balance holds both."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from core.text.money import ZERO, from_cents
from ledger.books.models import Account
from ledger.books.services.reverse_entry import reverse_entry
from ledger.matching.selectors.due import Due, due_of, dues
from ledger.matching.selectors.open_items import debts, open_items
from ledger.matching.selectors.settlement import impute
from ledger.matching.services.match_by_hand import match_lines
from tests.factories import euros
from tests.ledger.factories import Books, make_books
from tests.ledger.open_items import owe, pay

TODAY = date(2026, 6, 30)
DECEMBER = date(2026, 12, 31)
JANUARY = date(2027, 1, 1)


@pytest.fixture
def books(db: None) -> Books:
    return make_books()


def due(books: Books, on: date = TODAY) -> tuple[Decimal, list[tuple[date, Decimal]]]:
    account = Account.objects.get(pk=books.client_account.pk)
    found = dues([account], on=on)[account.pk]
    return found.now, list(found.later)


def test_a_call_posted_today_and_due_in_december_is_owed_in_december(books: Books) -> None:
    owe(books, "100,00", date(2026, 4, 1))
    owe(books, "300,00", TODAY, due_on=DECEMBER)
    assert due(books) == (euros("100,00"), [(DECEMBER, euros("300,00"))])
    assert due(books, DECEMBER - timedelta(days=1))[0] == euros("100,00")
    assert due(books, DECEMBER) == (euros("400,00"), [])


def test_what_was_to_come_when_it_was_read_is_due_once_its_day_has_come() -> None:
    read = [(DECEMBER, euros("300,00"))]
    eve = due_of(euros("400,00"), read, on=DECEMBER - timedelta(days=1))
    assert (eve.now, list(eve.later)) == (euros("100,00"), read)
    assert due_of(euros("400,00"), read, on=DECEMBER) == Due(euros("400,00"), [])


def test_two_calls_of_one_day_to_come_are_one_sum(books: Books) -> None:
    owe(books, "300,00", TODAY, due_on=JANUARY)
    owe(books, "20,00", TODAY, due_on=JANUARY)
    owe(books, "50,00", TODAY, due_on=DECEMBER)
    assert due(books) == (ZERO, [(DECEMBER, euros("50,00")), (JANUARY, euros("320,00"))])


def test_an_advance_pays_what_comes_due_first(books: Books) -> None:
    owe(books, "100,00", date(2026, 4, 1))
    owe(books, "300,00", TODAY, due_on=DECEMBER)
    owe(books, "300,00", TODAY, due_on=JANUARY)
    pay(books, "450,00", TODAY)
    assert due(books) == (ZERO, [(JANUARY, euros("250,00"))])


def test_whatever_order_they_are_read_in_the_first_due_is_paid_first() -> None:
    read = [(JANUARY, euros("300,00")), (DECEMBER, euros("300,00"))]
    found = due_of(euros("150,00"), read, on=TODAY)
    assert found == Due(ZERO, [(JANUARY, euros("150,00"))])


def test_a_payment_of_a_later_day_is_no_debt_to_come(books: Books) -> None:
    """50 € paid on 5 July on the 300 € of December, seen from 30 June: 250 € are to come."""
    later = owe(books, "300,00", TODAY, due_on=DECEMBER)
    paid = pay(books, "50,00", date(2026, 7, 5))
    match_lines(
        account=books.client_account,
        line_ids=[later.pk, paid.pk],
        acting_user=None,
        on=timezone.localdate(),
    )
    assert due(books) == (ZERO, [(DECEMBER, euros("250,00"))])


def test_what_was_matched_with_a_later_call_is_paid_of_it(books: Books) -> None:
    owe(books, "100,00", date(2026, 4, 1))
    later = owe(books, "300,00", TODAY, due_on=DECEMBER)
    paid = pay(books, "120,00", TODAY)
    match_lines(
        account=books.client_account,
        line_ids=[later.pk, paid.pk],
        acting_user=None,
        on=timezone.localdate(),
    )
    assert due(books) == (euros("100,00"), [(DECEMBER, euros("180,00"))])


def test_a_call_to_come_that_is_reversed_is_owed_on_no_day(books: Books) -> None:
    line = owe(books, "300,00", TODAY, due_on=DECEMBER)
    reverse_entry(
        entry=line.entry,
        acting_user=books.user,
        date=TODAY,
        reason="Erreur",
        today=timezone.localdate(),
    )
    assert due(books) == (ZERO, [])


def test_a_payment_goes_to_what_is_due_before_an_older_call_that_is_not(books: Books) -> None:
    owe(books, "300,00", date(2026, 4, 1), label="À venir", due_on=DECEMBER)
    owe(books, "100,00", date(2026, 5, 1), label="Échu")
    items = debts(open_items([books.client_account.pk]))
    shares = impute(items, euros("150,00"), on=TODAY).shares
    assert [(share.item.label, share.amount) for share in shares] == [
        ("Échu", euros("100,00")),
        ("À venir", euros("50,00")),
    ]


def test_of_two_debts_that_are_due_the_one_due_first_goes_first(books: Books) -> None:
    owe(books, "30,00", date(2026, 4, 1), label="Émis d’abord", due_on=date(2026, 6, 15))
    owe(books, "20,00", date(2026, 5, 1), label="Échu d’abord", due_on=date(2026, 5, 31))
    items = debts(open_items([books.client_account.pk]))
    shares = impute(items, euros("25,00"), on=TODAY).shares
    assert [(share.item.label, share.amount) for share in shares] == [
        ("Échu d’abord", euros("20,00")),
        ("Émis d’abord", euros("5,00")),
    ]


CENTS = st.integers(min_value=1, max_value=5_000).map(from_cents)
DAYS = st.integers(min_value=-5, max_value=5).map(lambda days: TODAY + timedelta(days=days))


@given(debts=st.lists(st.tuples(DAYS, CENTS), max_size=8), paid=CENTS)
def test_now_and_later_are_the_balance_and_nothing_later_is_asked_while_in_advance(
    debts: list[tuple[date, Decimal]], paid: Decimal
) -> None:
    balance = sum((amount for _day, amount in debts), ZERO) - paid
    found: Due = due_of(balance, [each for each in debts if each[0] > TODAY], on=TODAY)
    assert found.total == balance
    assert all(day > TODAY and amount > ZERO for day, amount in found.later)
    assert not (found.now < ZERO and found.later)
