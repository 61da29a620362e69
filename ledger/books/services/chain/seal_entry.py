"""Version 2 of the canonical form: how an entry becomes text, and text a link of the chain."""

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

VERSION = "2"
_TAG = f"lsc-entry/{VERSION}"


@dataclass(frozen=True, slots=True)
class SealedLine:
    """What of a line the chain seals; amounts in cents."""

    account_id: int
    account: str
    date: dt.date
    due_on: dt.date
    debit: int
    credit: int
    label: str


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """What of an entry the chain seals: ids with the digests of their names, total in cents."""

    entity_id: int
    entity: str
    journal_id: int
    journal: str
    fiscal_year_id: int
    start: dt.date
    end: dt.date
    number: int
    date: dt.date
    voucher: str
    label: str
    total: int
    reverses_id: int | None
    posted_at: dt.datetime
    posted_by_id: int | None
    lines: Sequence[SealedLine]


def text_of(entry: SealedEntry) -> str:
    """The entry in canonical form, without the hash before it."""
    posted_at = entry.posted_at.astimezone(dt.UTC).replace(tzinfo=None)
    head = (
        f"{entry.entity_id},{entry.entity},{entry.journal_id},{entry.journal},"
        f"{entry.fiscal_year_id},{entry.start},{entry.end},{entry.number},{entry.date},"
        f"{len(entry.voucher)}:{entry.voucher},{len(entry.label)}:{entry.label},{entry.total},"
        f"{'' if entry.reverses_id is None else entry.reverses_id},"
        f"{posted_at.isoformat(timespec='microseconds')},"
        f"{'' if entry.posted_by_id is None else entry.posted_by_id}"
    )
    lines = [
        f"{line.account_id},{line.account},{line.date},{line.due_on},{line.debit},{line.credit},"
        f"{len(line.label)}:{line.label}"
        for line in entry.lines
    ]
    return ";".join([head, *lines])


def next_hash(previous: str, text: str) -> str:
    """The hash of an entry where ``previous`` is the hash before it in its chain."""
    sealed = hashlib.sha256(f"{_TAG},{previous},{text}".encode()).hexdigest()
    return f"{VERSION}:{sealed}"
