"""What a payment settles, in the order of articles 1342-10 and 1343-1 of the Code civil."""

from __future__ import annotations

from datetime import date

import pytest

from ledger.matching.selectors.open_items import debts, open_items
from ledger.matching.selectors.settlement import Settlement, impute
from tests.factories import euros
from tests.ledger.factories import Books, make_books
from tests.ledger.open_items import income, owe, pay

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 15)


@pytest.fixture
def books() -> Books:
    return make_books()


def propose(books: Books, amount: str) -> Settlement:
    return impute(debts(open_items([books.client_account.pk])), euros(amount), on=TODAY)


def told(settlement: Settlement) -> list[tuple[str, str]]:
    return [(share.item.label, f"{share.amount}") for share in settlement.shares]


def test_the_oldest_due_debt_first(books: Books) -> None:
    owe(books, "45", date(2026, 4, 1), label="T2")
    owe(books, "30", label="T1")
    assert told(propose(books, "50")) == [("T1", "30.00"), ("T2", "20.00")]


def test_what_is_due_before_what_is_not(books: Books) -> None:
    owe(books, "45", date(2026, 7, 1), label="T3")
    owe(books, "45", date(2026, 4, 1), label="T2")
    assert told(propose(books, "50")) == [("T2", "45.00"), ("T3", "5.00")]


@pytest.mark.parametrize(
    ("code", "label"),
    [
        ("714000", "Intérêts légaux au 1er avril"),
        ("714000", "INTERETS DE RETARD"),
        ("714000", "INTÉRÊTS DE RETARD"),
        ("763000", "Retard du premier trimestre"),
    ],
)
def test_interest_before_the_principal(books: Books, code: str, label: str) -> None:
    """Order of 14 March 2005, annex: what co-owners owe in legal interest is credited to 714; the
    general chart has 76."""
    owe(books, "100", label="T1")
    owe(books, "7,50", date(2026, 4, 1), label=label, code=code)
    assert told(propose(books, "20")) == [(label, "7.50"), ("T1", "12.50")]


@pytest.mark.parametrize(
    ("code", "label"), [("714000", "Loyer de la loge"), ("716000", "Intérêts du livret")]
)
def test_other_products_of_714_and_what_the_syndicate_earns_wait_their_turn(
    books: Books, code: str, label: str
) -> None:
    owe(books, "100", label="T1")
    owe(books, "7,50", date(2026, 4, 1), label=label, code=code)
    assert told(propose(books, "20")) == [("T1", "20.00")]


def test_an_account_of_its_own_within_714_says_interest(books: Books) -> None:
    income(books, "714100", "Intérêts dus par les copropriétaires")
    owe(books, "100", label="T1")
    owe(books, "7,50", date(2026, 4, 1), label="Retard T1", code="714100")
    assert told(propose(books, "20"))[0] == ("Retard T1", "7.50")


def test_debts_of_one_day_in_proportion(books: Books) -> None:
    owe(books, "10", label="Charges")
    owe(books, "20", label="Fonds de travaux")
    assert told(propose(books, "10")) == [("Charges", "3.33"), ("Fonds de travaux", "6.67")]


def test_an_overpayment_is_left_over(books: Books) -> None:
    owe(books, "30", label="T1")
    settlement = propose(books, "65,63")
    assert settlement.overpayment == euros("35,63")
    assert settlement.settled == euros("30")


def test_nothing_is_owed(books: Books) -> None:
    pay(books, "10")
    assert propose(books, "5") == Settlement([], euros("5"))
