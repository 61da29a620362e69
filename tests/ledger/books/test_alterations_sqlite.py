"""The same, on the single-user database."""

import pytest

from tests.ledger.books import test_alterations

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

test_books_that_nobody_touched_hold = test_alterations.test_books_that_nobody_touched_hold
test_an_alteration_by_sql_is_found = test_alterations.test_an_alteration_by_sql_is_found
