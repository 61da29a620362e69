"""Direct debits are settled on TARGET days, after the bank's lead time."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from sepa.mandates.rules.target_days import earliest_collection_date, is_target_day

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    "day",
    [
        date(2026, 1, 1),
        date(2026, 4, 3),
        date(2026, 4, 6),
        date(2026, 5, 1),
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2026, 11, 21),
        date(2026, 11, 22),
    ],
)
def test_target_is_closed(day: date) -> None:
    assert not is_target_day(day)


@pytest.mark.parametrize("day", [date(2026, 7, 14), date(2026, 5, 8), date(2026, 11, 11)])
def test_french_holidays_are_not_targets(day: date) -> None:
    assert is_target_day(day)


@pytest.mark.parametrize(
    ("now", "lead_days", "expected"),
    [
        # Tuesday morning, then after the cut-off
        (datetime(2026, 11, 24, 9, 0, tzinfo=PARIS), 1, date(2026, 11, 25)),
        (datetime(2026, 11, 24, 12, 0, tzinfo=PARIS), 1, date(2026, 11, 26)),
        # Friday; Saturday counts as Monday
        (datetime(2026, 11, 20, 9, 0, tzinfo=PARIS), 1, date(2026, 11, 23)),
        (datetime(2026, 11, 21, 9, 0, tzinfo=PARIS), 1, date(2026, 11, 24)),
        # Maundy Thursday: Good Friday and Easter Monday are closed
        (datetime(2026, 4, 2, 9, 0, tzinfo=PARIS), 1, date(2026, 4, 7)),
        # Eve of 1 May, a Thursday
        (datetime(2026, 4, 30, 9, 0, tzinfo=PARIS), 1, date(2026, 5, 4)),
        # Christmas Eve, a Thursday: 25 and 26 are closed
        (datetime(2026, 12, 24, 9, 0, tzinfo=PARIS), 1, date(2026, 12, 28)),
        (datetime(2026, 12, 31, 9, 0, tzinfo=PARIS), 2, date(2027, 1, 5)),
        # Never less than the scheme's own day
        (datetime(2026, 11, 24, 9, 0, tzinfo=PARIS), 0, date(2026, 11, 25)),
    ],
)
def test_earliest_collection_date(now: datetime, lead_days: int, expected: date) -> None:
    assert earliest_collection_date(lead_days, now) == expected
