"""A run tells what each room took, and which room takes more than its share."""

from __future__ import annotations

import pytest

from tests.budget import budget, lines, room_of


@pytest.mark.parametrize(
    ("nodeid", "room"),
    [
        ("tests/ledger/books/test_fec.py::test_a[x::y]", "ledger/books"),
        ("tests/receipts/browser/test_a.py::test_b", "receipts/browser"),
        ("tests/connectic/test_a.py::test_b", "connectic"),
        ("tests/house/test_a.py::test_b", "house"),
        ("tests/test_a.py::test_b", "."),
    ],
)
def test_a_test_counts_for_its_room(nodeid: str, room: str) -> None:
    assert room_of(nodeid) == room


def test_a_room_over_its_budget_is_told_so() -> None:
    allowed = budget("ledger/books", 100)
    slow, quick = lines(
        {"ledger/books": allowed + 9, "house": 1.0}, {"ledger/books": 100, "house": 3}
    )
    assert slow.startswith("ledger/books")
    assert slow.endswith("over its budget by 9 s")
    assert "over" not in quick
