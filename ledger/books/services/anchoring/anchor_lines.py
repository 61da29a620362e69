"""The line itself: one JSON object, a tab, an Ed25519 signature of what stands before the tab.

``v`` 1; ``n`` its number; ``at`` when (UTC); ``previous`` the SHA-256 of the whole line before;
``heads`` the chains that moved since, each ``[entity, journal, first day of the year, journal id,
year id, last number, last hash]``; ``trail`` the last seal of the audit trail as ``[last event,
signature]``; ``versions`` the changes of names as ``[last id, how many, digest]``.
"""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from core.database import signing

#: ``(journal id, fiscal year id)``
ChainKey = tuple[int, int]


@dataclass(frozen=True)
class AnchorContents:
    """What a line says."""

    number: int
    at: str
    previous: str
    heads: list[tuple[str, str, str, int, int, int, str]]
    trail: list[Any]
    versions: list[Any]


def write(contents: AnchorContents) -> str:
    """The signed line."""
    content = json.dumps(
        {
            "v": 1,
            "n": contents.number,
            "at": contents.at,
            "previous": contents.previous,
            "heads": contents.heads,
            "trail": contents.trail,
            "versions": contents.versions,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    )
    return f"{content}\t{signing.sign(content)}"


def read(line: str) -> AnchorContents | None:
    """What a line says; None where we did not sign it."""
    content, _tab, signature = line.rstrip("\n").partition("\t")
    if not signing.is_signed(content, signature):
        return None
    fields = json.loads(content)
    heads = [tuple(head) for head in fields["heads"]]
    return AnchorContents(
        fields["n"],
        fields["at"],
        fields["previous"],
        heads,
        fields["trail"],
        fields["versions"],
    )


def digest(line: str) -> str:
    """By which the next line names this one."""
    return hashlib.sha256(line.encode()).hexdigest()
