"""When a line is due, on the multi-user database."""

import pytest

from tests.ledger.due_dates import (
    CALLED,
    DUE,
    call_of,
    check_that_lines_of_the_past_become_due_on_their_date,
    due_dates,
)
from tests.ledger.factories import make_books


@pytest.mark.django_db
def test_a_line_is_due_on_the_day_it_says_else_on_its_own_date() -> None:
    books = make_books()
    call_of(books, DUE)
    call_of(books, None)
    client, bank = books.client_account.code, books.bank.code
    assert due_dates() == [(client, DUE), (bank, CALLED), (client, CALLED), (bank, CALLED)]


@pytest.mark.django_db(transaction=True)
def test_lines_of_the_past_become_due_on_their_date_and_stay_guarded() -> None:
    check_that_lines_of_the_past_become_due_on_their_date()
