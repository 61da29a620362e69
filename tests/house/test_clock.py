"""Only doors read the clock: domain code is given the day and the moment."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

#: Wings and rooms whose domain code is told what day it is.
WINGS = [
    "ledger",
    "receipts/activity",
    "receipts/bank",
    "receipts/coupons",
    "receipts/till",
    "connectic",
    "sepa",
    "extranet",
    "cards",
    "core/screens",
]
DOMAIN = {"services", "selectors", "models", "rules", "posting", "formats"}
#: What reads a clock where nothing is given to it, and what always does.
CONVERTERS = {"localdate", "localtime"}
CLOCKS = {"now", "utcnow", "today", "time_ns", "monotonic"}
OWNERS = {"timezone", "date", "datetime", "dt", "time"}


def _readings(source: str) -> Iterator[tuple[int, str]]:
    """Line and name of what asks the system for the time, or hands that question on."""
    tree = ast.parse(source)
    converting = {
        id(each.func) for each in ast.walk(tree) if isinstance(each, ast.Call) and each.args
    }
    # The database's rows may say of themselves when they were made.
    defaults = {
        id(each.value)
        for each in ast.walk(tree)
        if isinstance(each, ast.keyword) and each.arg == "default"
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or id(node) in defaults:
            continue
        owner = ast.unparse(node.value).rsplit(".", 1)[-1]
        is_clock = node.attr in CLOCKS or (node.attr in CONVERTERS and id(node) not in converting)
        if owner in OWNERS and is_clock:
            yield node.lineno, f"{owner}.{node.attr}"


@pytest.mark.parametrize("wing", WINGS)
def test_domain_code_is_given_the_day(repository: Path, wing: str) -> None:
    readings = [
        f"{path.relative_to(repository)}:{line} {name}"
        for path in sorted((repository / wing).rglob("*.py"))
        if DOMAIN & {*path.relative_to(repository).parts, path.stem}
        for line, name in _readings(path.read_text())
    ]
    assert not readings, "let the door read the clock:\n" + "\n".join(readings)


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("timezone.localdate()", 1),
        ("timezone.localdate(at)", 0),
        ("timezone.now()", 1),
        ("dt.datetime.now(UTC)", 1),
        ("date.today()", 1),
        ("Field(default=timezone.now)", 0),
        ("tell(clock=timezone.now)", 1),
        ("today.year", 0),
        ("time(18, 30)", 0),
    ],
)
def test_what_reads_the_clock_is_told_from_what_is_given_it(line: str, count: int) -> None:
    assert len(list(_readings(line))) == count
