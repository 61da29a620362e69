"""Measures of speed, each against its floor in the same run.

A measure module registers itself when it is imported; ``manage.py bench`` imports all modules of
this package, runs what they registered in a database of its own, and prints a table.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

#: Takes N, does its own preparation, and returns the seconds that the timed part took.
Timed = Callable[[int], float]


@dataclass(frozen=True)
class Measure:
    """``measured`` should take at most ``limit`` times as long as ``floor``, for each of sizes."""

    name: str
    floor: Timed
    measured: Timed
    limit: float
    sizes: Sequence[int] = (1_000, 10_000)
    #: How often each is run; the best time counts.
    repeat: int = 3


_measures: dict[str, Measure] = {}


def register(measure: Measure) -> None:
    """Add a measure under its name."""
    _measures[measure.name] = measure


def measures() -> list[Measure]:
    return list(_measures.values())
