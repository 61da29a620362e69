"""Measures of speed, each against its floor in the same run.

A module adds its measures when it is imported; ``manage.py bench`` imports all modules of this
package, runs what they added in a database of its own, and prints a table. See
:mod:`lsc.bench.timing` for how a floor and a measured path are compared.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from core.house.registry import Registry
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


MEASURES: Registry[str, Measure] = Registry("measure", key=lambda measure: measure.name)
