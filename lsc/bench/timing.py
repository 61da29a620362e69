"""Time a path and its floor so that a busy machine does not decide the outcome.

They are run in turns, so that a busy moment falls on both, several times over, after a first turn
that pays for imports, plans and caches and does not count. Short ones are run more often. The best
time of each is its cost; the ratios of the single turns tell how much the machine got in the way.
The ratio of processor times, this process and its database backend together, leaves out the waiting
for other people's work as well as for the disk.
"""

import gc
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from time import perf_counter, process_time
from types import TracebackType

from django.db import connection

#: Turns go on for so many seconds, up to so many turns.
_BUDGET, _MOST = 10.0, 20


@dataclass(frozen=True)
class Spent:
    """Seconds by the clock, and of processors; or a figure that is no time, in both."""

    seconds: float
    cpu: float

    def __add__(self, other: "Spent") -> "Spent":
        return Spent(self.seconds + other.seconds, self.cpu + other.cpu)


def figure(value: float) -> Spent:
    """A figure that was not read from the clock."""
    return Spent(value, value)


class Stopwatch:
    """Times what is done within it; what was thrown away before is swept up first."""

    spent: Spent

    def __enter__(self) -> "Stopwatch":
        connection.ensure_connection()
        gc.collect()
        self._cpu = process_time() + _backend_seconds()
        self._start = perf_counter()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        seconds = perf_counter() - self._start
        self.spent = Spent(seconds, process_time() + _backend_seconds() - self._cpu)


def _backend_seconds() -> float:
    """What PostgreSQL's process for this connection has used, where Linux and nearness tell it."""
    if connection.vendor != "postgresql":
        return 0.0
    schedstat = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    try:
        return int(schedstat.read_text().split()[0]) / 1e9
    except OSError:
        return 0.0


@dataclass(frozen=True)
class Comparison:
    """Best times of a floor and a measured path, and how far the turns were apart."""

    floor: Spent
    measured: Spent
    #: Ratios of the quarter of the turns that came off best, and of the one that came off worst.
    low: float
    high: float
    turns: int

    @property
    def ratio(self) -> float:
        return self.measured.seconds / self.floor.seconds

    @property
    def cpu_ratio(self) -> float:
        return self.measured.cpu / self.floor.cpu


def compare(floor: Callable[[], Spent], measured: Callable[[], Spent], repeat: int) -> Comparison:
    """Take turns; the measured path goes first, for some floors write again what it wrote.

    With ``repeat`` 1 there is one turn, and none before it.
    """
    pairs: list[tuple[Spent, Spent]] = []
    if repeat > 1:
        measured(), floor()
    start = perf_counter()
    while len(pairs) < repeat or (
        1 < repeat <= len(pairs) < _MOST and perf_counter() - start < _BUDGET
    ):
        pairs.append((measured(), floor()))
    ratios = [mine.seconds / bare.seconds for mine, bare in pairs]
    low, _median, high = quantiles(ratios, n=4) if len(ratios) > 1 else ratios * 3
    return Comparison(
        _best([bare for _mine, bare in pairs]),
        _best([mine for mine, _bare in pairs]),
        low,
        high,
        len(pairs),
    )


def _best(turns: list[Spent]) -> Spent:
    return Spent(min(turn.seconds for turn in turns), min(turn.cpu for turn in turns))
