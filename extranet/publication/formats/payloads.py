"""The parts of a publication as they travel: JSON that says its version, its kind and its rows."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from extranet.publication.formats.published import FORMAT_VERSION, THINGS, Thing
from extranet.publication.formats.refusals import check_version, unreadable
from extranet.publication.formats.rows import from_row


def write_payload(kind: str, rows: Sequence[Any]) -> str:
    content = {"version": FORMAT_VERSION, "kind": kind, "rows": rows}
    return json.dumps(content, ensure_ascii=False)


def check_payload(payload: str) -> None:
    """Raises PublicationRefusedError where it is no part, or speaks another version."""
    try:
        content = json.loads(payload)
        version, kind, rows = content.get("version"), content.get("kind"), content.get("rows")
    except (ValueError, AttributeError, RecursionError):
        raise unreadable() from None
    if not isinstance(kind, str) or not isinstance(rows, list):
        raise unreadable()
    check_version(sender=version)
    if kind not in THINGS:
        raise unreadable()


def read_payload(payload: str) -> tuple[type[Thing], Iterator[Thing]]:
    """What it brings, one thing after another. Raises MalformedError where a row is no such."""
    content = json.loads(payload)
    check_version(sender=content["version"])
    thing = THINGS[content["kind"]]
    return thing, (from_row(thing, row) for row in content["rows"])
