"""A test waits for a fact that it can see: none sleeps and hopes that this was long enough."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house import checks

SLEEPS = {"sleep", "wait_for_timeout"}
#: The one helper that polls, and what cannot use it: each file with its function.
MAY_SLEEP = {
    ("tests/waiting.py", "wait_until"),
    # It stands before Django is set up.
    ("tests/services.py", "_wait_until"),
    # Playwright hands out the browser's events only while it waits itself.
    ("tests/receipts/browser/at_the_counter.py", "kept"),
    # A slow line, for as long as the test says.
    ("tests/exchange_servers.py", "_pass_on"),
}


def sleeping(source: str, name: str) -> Iterator[tuple[str, str, int]]:
    """File, innermost function and line of each call that does nothing but let time pass."""

    def walk(node: ast.AST, function: str) -> Iterator[tuple[str, str, int]]:
        for child in ast.iter_child_nodes(node):
            inner = child.name if isinstance(child, ast.FunctionDef) else function
            if isinstance(child, ast.Call) and _called(child) in SLEEPS:
                yield name, inner, child.lineno
            yield from walk(child, inner)

    return walk(ast.parse(source), "")


def _called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Attribute):
        return call.func.attr
    return call.func.id if isinstance(call.func, ast.Name) else ""


def test_no_test_sleeps_outside_the_helper_that_polls(repository: Path) -> None:
    found = {
        place
        for file in checks.tracked_files(repository / "tests")
        if file.suffix == ".py"
        for place in sleeping(file.read_text(), str(file.relative_to(repository)))
    }
    elsewhere = [
        f"{name}:{line} {function}"
        for name, function, line in sorted(found)
        if (name, function) not in MAY_SLEEP
    ]
    assert not elsewhere, "wait with tests.waiting.wait_until:\n" + "\n".join(elsewhere)
    assert {(name, function) for name, function, _line in found} == MAY_SLEEP


def test_a_bare_sleep_is_found() -> None:
    source = (
        "from time import sleep\nimport time\n"
        "def outer():\n    def inner():\n        time.sleep(5)\n    sleep(1)\n"
        "page.wait_for_timeout(20)\n"
    )
    assert list(sleeping(source, "x.py")) == [
        ("x.py", "inner", 5),
        ("x.py", "outer", 6),
        ("x.py", "", 7),
    ]
