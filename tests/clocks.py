"""The clocks that a test may be run at, so that the suite passes on any day.

``pytest --clocks`` runs each test that is marked ``dated`` today and at the hours of ``clocks()``;
``pytest --at 2027-01-01T00:10`` runs any test at a local moment. Both move what Python reads: a
process that a test starts, and the database, keep the machine's time.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

PARIS = ZoneInfo("Europe/Paris")


def _clock_change(year: int, month: int) -> datetime:
    """Half an hour after the clocks changed: 01:00 UTC, the last Sunday (directive 2000/84/EC)."""
    for day in range(31, 24, -1):
        if datetime(year, month, day, tzinfo=UTC).weekday() == 6:
            return datetime(year, month, day, 1, 30, tzinfo=UTC)
    raise AssertionError("a month has a Sunday in its last seven days")


def clocks(now: datetime | None = None) -> dict[str, datetime]:
    """Where days go wrong: both sides of the year's end, and the hours missing and told twice."""
    year = (now or datetime.now(PARIS)).astimezone(PARIS).year
    return {
        "new-year": datetime(year + 1, 1, 1, 0, 10, tzinfo=PARIS),
        "year-end": datetime(year, 12, 31, 23, 30, tzinfo=PARIS),
        "hour-missing": _clock_change(year + 1, 3),
        "hour-told-twice": _clock_change(year, 10),
    }


def add_options(parser: pytest.Parser) -> None:
    group = parser.getgroup("clocks", "at which moment tests believe to be")
    group.addoption("--clocks", action="store_true", help="run dated tests at four more clocks")
    group.addoption("--at", metavar="MOMENT", help="run all at this local moment, ISO 8601")


def at_each_clock(metafunc: pytest.Metafunc) -> None:
    """Once for each clock, where the option asks for it and the test is dated."""
    if metafunc.config.getoption("--clocks") and metafunc.definition.get_closest_marker("dated"):
        metafunc.fixturenames.append("clock")
        moments = {"today": None, **clocks()}
        metafunc.parametrize("clock", moments.values(), ids=moments.keys())


def moved(item: pytest.Item) -> Iterator[None]:
    """Around a whole test, its set-up and its end."""
    moment: datetime | None = None
    if isinstance(item, pytest.Function) and "clock" in item.fixturenames:
        moment = item.callspec.params["clock"]  # type: ignore[assignment]
    if at := item.config.getoption("--at"):
        moment = datetime.fromisoformat(at).replace(tzinfo=PARIS)
    if moment is None:
        yield
        return
    with time_machine.travel(moment):
        yield
