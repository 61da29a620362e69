"""Whatever the owner of the database alters behind the software's back is found."""

import pytest

from ledger.books.services.verify_books import all_problems
from tests.ledger.alterations import ALTERATIONS, make_scene, without_guards

pytestmark = pytest.mark.django_db


def test_books_that_nobody_touched_hold() -> None:
    make_scene()
    assert all_problems() == []


@pytest.mark.parametrize("what", ALTERATIONS)
def test_an_alteration_by_sql_is_found(what: str) -> None:
    scene = make_scene()
    without_guards(ALTERATIONS[what].format(**scene.ids))
    assert all_problems() != []
