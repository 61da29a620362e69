"""The house as it is built: its rooms, and which of them each imports.

``python -m tests.house.drawing`` writes the table of ``docs/architecture.md`` anew.
"""

from __future__ import annotations

import ast
import os
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "architecture.md"
BEGINS, ENDS = "<!-- rooms: written by tests.house.drawing -->\n", "<!-- end of rooms -->\n"


def rooms() -> list[str]:
    """The rooms, lowest first, as the project installs them."""
    from lsc.rooms import ROOMS

    return [config.partition(".apps.")[0] for config in ROOMS]


def room_of(module: str, known: list[str]) -> str | None:
    """The room in which a module stands."""
    return next((room for room in known if f"{module}.".startswith(f"{room}.")), None)


def imported(source: str) -> Iterator[str]:
    """What a module imports when it runs: what only type checkers read is left out."""
    queue: list[ast.AST] = [ast.parse(source)]
    while queue:
        node = queue.pop()
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            queue += node.orelse
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)
        queue += ast.iter_child_nodes(node)


def arrows(known: list[str]) -> dict[str, set[str]]:
    """The rooms that each room imports."""
    found: dict[str, set[str]] = {room: set() for room in known}
    for room in known:
        for path in (ROOT / room.replace(".", "/")).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            for module in imported(path.read_text()):
                target = room_of(module, known)
                if target and target != room:
                    found[room].add(target)
    return found


def job(room: str) -> str:
    """What a room is for, in the words of its application."""
    tree = ast.parse((ROOT / room.replace(".", "/") / "apps.py").read_text())
    (config,) = (node for node in tree.body if isinstance(node, ast.ClassDef))
    return " ".join((ast.get_docstring(config) or "").split())


def table() -> str:
    """The rooms, highest first: what each is for, and the rooms that it imports."""
    known = rooms()
    drawn = arrows(known)
    lines = ["| room | what it is about | stands on |", "|---|---|---|"]
    for room in reversed(known):
        below = ", ".join(f"`{each}`" for each in reversed(known) if each in drawn[room])
        lines.append(f"| `{room}` | {job(room)} | {below or '–'} |")
    return "\n".join(lines) + "\n"


def page() -> str:
    """The page with the table as it must be."""
    before, _begins, rest = PAGE.read_text().partition(BEGINS)
    _table, _ends, after = rest.partition(ENDS)
    return f"{before}{BEGINS}\n{table()}\n{ENDS}{after}"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lsc.settings")
    PAGE.write_text(page())
    sys.exit()
