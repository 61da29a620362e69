"""The rule of cash on the day itself: its calls count, its receipts do not hide the debt."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from ledger.matching.services.match_exact_sums import settle_account
from receipts.draft.selectors.cash_refusals import cash_refusals
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from tests.factories import euros, make_party, make_staff
from tests.receipts.factories import ALL_RIGHTS, Books, make_receipt, make_till_books
from tests.stories.office import owe

pytestmark = pytest.mark.django_db
EVE, DAY, MORROW = date(2026, 3, 4), date(2026, 3, 5), date(2026, 3, 6)


@pytest.fixture
def books() -> Books:
    books = make_till_books()
    books.account.party = make_party()
    books.account.save()
    return books


def debt(books: Books, text: str, on: date) -> None:
    owe(books.account, text, label="Appel", on=on, acting_user=make_staff())


def transfer(books: Books, text: str, on: date) -> None:
    """Posted, and matched with nothing."""
    user = make_staff(rights=ALL_RIGHTS)
    row = make_receipt(books=books, amount=euros(text), movement_date=on)
    prepare_receipts([row.pk], acting_user=user)
    post_prepared(acting_user=user, ids=[row.pk])


def is_refused(books: Books, text: str, on: date) -> bool:
    row = make_receipt(books=books, channel="cash", amount=euros(text), movement_date=on)
    return bool(cash_refusals([row]))


@pytest.mark.parametrize(("called", "refused"), [(EVE, True), (DAY, True), (MORROW, False)])
def test_a_call_counts_from_its_own_day(books: Books, called: date, refused: bool) -> None:
    debt(books, "1200,00", called)
    assert is_refused(books, "300,00", DAY) is refused


def test_a_call_of_the_same_day_counts_whole_where_an_advance_paid_a_part_of_it(books) -> None:
    """700 € in advance, a call of 1 500 €: 800 € are left of a debt of 1 500 €."""
    transfer(books, "700,00", EVE)
    debt(books, "1500,00", DAY)
    assert is_refused(books, "800,00", DAY)


def test_the_receipts_of_that_day_are_added_back(books: Books) -> None:
    """1 200 € were owed this morning in two calls: 600 € by transfer do not hide the other half."""
    debt(books, "600,00", date(2026, 1, 1))
    debt(books, "600,00", date(2026, 2, 1))
    transfer(books, "600,00", DAY)
    assert is_refused(books, "600,00", DAY)


def test_matched_the_same_day_they_are_added_back_all_the_same(books: Books) -> None:
    """The call that the transfer settled bears a letter already: it was owed this morning."""
    debt(books, "600,00", date(2026, 1, 1))
    debt(books, "600,00", date(2026, 2, 1))
    transfer(books, "600,00", DAY)
    settle_account(account=books.account, acting_user=None, on=timezone.localdate())
    assert is_refused(books, "600,00", DAY)


def test_the_receipts_of_the_day_before_are_not(books: Books) -> None:
    debt(books, "600,00", date(2026, 1, 1))
    debt(books, "600,00", date(2026, 2, 1))
    transfer(books, "600,00", EVE)
    assert not is_refused(books, "600,00", DAY)


def test_older_calls_than_what_is_owed_do_not_count(books: Books) -> None:
    """600 € are owed: the latest call explains them all, to the cent."""
    debt(books, "700,00", date(2026, 1, 1))
    debt(books, "600,00", date(2026, 2, 1))
    transfer(books, "700,00", EVE)
    assert not is_refused(books, "600,00", DAY)
    debt(books, "0,01", date(2026, 1, 15))
    assert is_refused(books, "600,00", DAY)


@pytest.mark.parametrize(("text", "refused"), [("1000,00", False), ("1000,01", True)])
def test_an_advance_in_cash_is_refused_above_the_ceiling_alone(books, text, refused) -> None:
    assert is_refused(books, text, DAY) is refused
