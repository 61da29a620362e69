"""« More than so many » is told without counting them all."""

from __future__ import annotations

import pytest

from core.database.lookups import at_most, is_beyond
from ledger.books.models import Entity
from tests.factories import make_entity

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(db):
    for code in ("S001", "S002", "S003"):
        make_entity(code=code)
    return Entity.objects.filter(code__startswith="S00")


@pytest.mark.parametrize(("most", "beyond"), [(2, True), (3, False), (4, False)])
def test_as_many_as_allowed_are_not_too_many(three, most, beyond) -> None:
    assert is_beyond(three, most) is beyond
    assert (at_most(three, most) is None) is beyond


def test_few_are_handed_back_whole(three) -> None:
    assert sorted(at_most(three.values_list("code", flat=True), 3) or []) == [
        "S001",
        "S002",
        "S003",
    ]


def test_no_row_is_read_beyond_the_first_too_many(three, django_assert_num_queries) -> None:
    with django_assert_num_queries(2) as seen:
        at_most(three, 1)
        is_beyond(three, 1)
    assert all("LIMIT 2" in query["sql"] for query in seen.captured_queries)
