"""Until when a cheque may be cashed."""

from __future__ import annotations

from datetime import date

import pytest

from core.text.dates import months_later
from receipts.counter.rules.cheque_law import last_day, recourse_ends


def test_a_year_and_eight_days_from_its_issue() -> None:
    issued = date(2026, 11, 20)
    assert last_day(issued, received=issued) == date(2027, 11, 28)
    assert recourse_ends(issued, received=issued) == date(2027, 5, 28)


def test_a_date_to_come_lends_no_time() -> None:
    assert last_day(date(2027, 3, 1), received=date(2026, 11, 20)) == date(2027, 11, 28)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2027, 1, 31), 1, date(2027, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 5), 1, date(2027, 1, 5)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
    ],
)
def test_months_end_where_they_end(day: date, months: int, then: date) -> None:
    assert months_later(day, months) == then
