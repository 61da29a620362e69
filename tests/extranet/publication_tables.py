"""The tables of ``docs/publication.md``, drawn from the dataclasses of published things.

``python -m tests.extranet.publication_tables`` writes them anew.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date, datetime
from enum import Enum
from pathlib import Path
from uuid import UUID

PAGE = Path(__file__).resolve().parents[2] / "docs" / "publication.md"
BEGINS = "<!-- fields: written by tests.extranet.publication_tables -->\n"
ENDS = "<!-- end of fields -->\n"


def tables() -> Iterator[str]:
    from extranet.publication.formats.published import FORMAT_VERSION, PARTS, THINGS

    yield f"Version {FORMAT_VERSION} of the format.\n"
    for thing in THINGS.values():
        yield _table(f"`{thing.KIND}`", thing)
    for part in PARTS:
        yield _table(part.__name__, part)


def _table(title: str, thing: type) -> str:
    from extranet.publication.formats.rows import fields_of

    shape = "A list, in this order." if thing.COMPACT else "An object."  # type: ignore[attr-defined]
    lines = [f"### {title}\n", f"{thing.__doc__} {shape}\n"]
    lines += ["| field | type | meaning |", "|---|---|---|"]
    for field in fields_of(thing):
        kind = _words(field.kind) + (" or null" if field.is_nullable else "")
        length = f", {field.says.most:,} characters at most" if field.says.most else ""
        lines.append(f"| `{field.name}` | {kind}{length} | {field.says.meaning} |")
    return "\n".join(lines) + "\n"


def _words(kind: object) -> str:
    from extranet.publication.formats.published import Cents
    from extranet.publication.formats.rows import is_thing, item_of

    if item := item_of(kind):
        return f"list of {item.__name__}"
    if is_thing(kind):
        return kind.__name__  # type: ignore[attr-defined, no-any-return]
    if isinstance(kind, type) and issubclass(kind, Enum):
        return " or ".join(f"`{choice.value}`" for choice in kind)
    named = {
        str: "text", int: "integer", bool: "boolean", bytes: "base64", Cents: "cents",
        date: "day", datetime: "instant", UUID: "UUID",
    }  # fmt: skip
    return named[kind]  # type: ignore[index]


def page() -> str:
    """The page with the tables as they must be."""
    before, _begins, rest = PAGE.read_text().partition(BEGINS)
    _tables, _ends, after = rest.partition(ENDS)
    return f"{before}{BEGINS}\n{chr(10).join(tables())}\n{ENDS}{after}"


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lsc.settings")
    django.setup()
    PAGE.write_text(page())
