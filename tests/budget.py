"""How long the tests of each room took, beside how long they may take.

A house three times this size is to be tested in 25 minutes, so each test of a room has its share:
half a second of a worker, and what a room needs to set out. Nothing fails here: a loaded machine
takes longer than a room does. The table tells where a suite that has become slow is to be mended.
"""

from __future__ import annotations

from collections import Counter
from pathlib import PurePosixPath
from typing import Any

import pytest

#: Seconds of one worker, for each test of a room.
OF_A_TEST = 0.5
#: And for what a room sets out once: a database, rows of everything.
OF_A_ROOM = 20.0
#: Rooms of tests that start processes, or drive a browser: seconds for each of their tests.
BY_NATURE = {"browser": 6.0, "workers": 15.0, "demo": 5.0, "stories": 2.0, "deployment": 2.0}
WINGS = {"core", "ledger", "receipts", "sepa", "extranet"}


def room_of(nodeid: str) -> str:
    """``ledger/books`` for a test of that room; ``house`` for one that is of no wing."""
    parts = PurePosixPath(nodeid.partition("::")[0]).parts[1:-1]
    return "/".join(parts[:2] if parts[:1] and parts[0] in WINGS else parts[:1]) or "."


def budget(room: str, tests: int) -> float:
    nature = next((part for part in room.split("/") if part in BY_NATURE), "")
    return OF_A_ROOM + tests * BY_NATURE.get(nature, OF_A_TEST)


def lines(seconds: dict[str, float], tests: dict[str, int]) -> list[str]:
    """The table, the slowest room first; whichever is over its budget is told so in words."""
    told = []
    for room, spent in sorted(seconds.items(), key=lambda each: -each[1]):
        allowed = budget(room, tests[room])
        over = f"  over its budget by {spent - allowed:.0f} s" if spent > allowed else ""
        told.append(f"{room:24} {tests[room]:5} tests {spent:7.1f} s of {allowed:6.0f} s{over}")
    return told


class Budget:
    """Adds up what each test took, its set-up and its end included."""

    def __init__(self) -> None:
        self.seconds: Counter[str] = Counter()
        self.tests: Counter[str] = Counter()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        room = room_of(report.nodeid)
        self.seconds[room] += report.duration  # type: ignore[assignment]
        self.tests[room] += report.when == "setup"

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        if self.seconds:
            terminalreporter.section("seconds of a worker, by room")
            for line in lines(dict(self.seconds), self.tests):
                terminalreporter.write_line(line)
