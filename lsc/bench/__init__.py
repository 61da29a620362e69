"""Measures of speed, each against its floor in the same run.

A measure module registers itself when it is imported; ``manage.py bench`` imports all modules of
this package, runs what they registered in a database of its own, and prints a table. See
:mod:`lsc.bench.timing` for how a floor and a measured path are compared.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lsc.bench.timing import Spent

#: Takes N, does its own preparation, and returns what the timed part alone took.
Timed = Callable[[int], Spent]


@dataclass(frozen=True)
class Measure:
    """``measured`` should take at most ``limit`` times as long as ``floor``, for each of sizes."""

    name: str
    floor: Timed
    measured: Timed
    limit: float
    sizes: Sequence[int] = (1_000, 10_000)
    #: How often each is run at least, after a first time that does not count.
    repeat: int = 5
    unit: str = "ms"
    #: Whether it wants the books of ten million lines, which take minutes to be written.
    big: bool = False


_measures: dict[str, Measure] = {}


def register(measure: Measure) -> None:
    """Add a measure under its name."""
    _measures[measure.name] = measure


def measures() -> list[Measure]:
    return list(_measures.values())
