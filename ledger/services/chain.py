"""The hash chain of a journal within a fiscal year: each entry seals all those before it.

Canonical form, version 1: the UTF-8 bytes of one JSON array without spaces, holding in this order
the version tag, the hash before (empty for number 1), the ids of entity, journal and fiscal year,
the number, the date (ISO 8601), voucher, label, the id of the entry it reverses or null, the time
of posting (ISO 8601, UTC, microseconds), the id of who posted or null, then the lines in their
order, each as ``[account id, debit in cents, credit in cents, label]``.
The stored hash is ``1:`` followed by the SHA-256 of those bytes in hexadecimal.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _

from core.money import to_cents
from ledger.models import Entry, FiscalYear, Journal, JournalSequence

VERSION = "1"
_TAG = f"lsc-entry/{VERSION}"
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode

#: ``(account id, debit in cents, credit in cents, label)``
SealedLine = tuple[int, int, int, str]


@dataclass(frozen=True, slots=True)
class SealedEntry:
    """What of an entry the chain seals."""

    entity_id: int
    journal_id: int
    fiscal_year_id: int
    number: int
    date: date
    voucher: str
    label: str
    reverses_id: int | None
    posted_at: datetime
    posted_by_id: int | None
    lines: Sequence[SealedLine]


def seal(previous: str, entry: SealedEntry) -> str:
    """The hash of ``entry`` where ``previous`` is the hash before it in its chain."""
    content = _encode(
        [
            _TAG,
            previous,
            entry.entity_id,
            entry.journal_id,
            entry.fiscal_year_id,
            entry.number,
            entry.date.isoformat(),
            entry.voucher,
            entry.label,
            entry.reverses_id,
            entry.posted_at.astimezone(UTC).isoformat(timespec="microseconds"),
            entry.posted_by_id,
            [list(line) for line in entry.lines],
        ]
    )
    return f"{VERSION}:{hashlib.sha256(content.encode()).hexdigest()}"


@dataclass(frozen=True)
class Break:
    """The first link of a chain that does not hold: at which number, and why, in French."""

    number: int
    reason: str


def verify(journal: Journal, fiscal_year: FiscalYear) -> Break | None:
    """The first gap or broken link of a journal in a year; None where all holds to its end."""
    end = _end_of(journal, fiscal_year)
    previous, expected = "", 1
    for entry, stored in _sealed_entries(journal, fiscal_year, upto=end[0]):
        if entry.number != expected:
            return Break(expected, _("le numéro %(number)s manque.") % {"number": expected})
        if stored != seal(previous, entry):
            reason = _("l’écriture ou celle qui la précède a été altérée après sa validation.")
            return Break(expected, reason)
        previous, expected = stored, expected + 1
    stray = Entry.objects.filter(journal=journal, fiscal_year=fiscal_year, number__gt=end[0])
    if expected <= end[0] and stray.exists():
        return Break(expected, _("le numéro %(number)s manque.") % {"number": expected})
    # Entries beyond the end are in order only where a posting has moved it meanwhile.
    is_stray = stray.exists() and _end_of(journal, fiscal_year) == end
    if is_stray or end != (expected - 1, previous):
        return Break(expected, _("la fin du journal ne correspond plus à son dernier scellé."))
    return None


def _end_of(journal: Journal, fiscal_year: FiscalYear) -> tuple[int, str]:
    """Last number and last hash of a journal in a year."""
    sequence = JournalSequence.objects.filter(journal=journal, fiscal_year=fiscal_year).first()
    return (sequence.last_number, sequence.last_hash) if sequence else (0, "")


_ENTRY_FIELDS = (
    "entity_id",
    "journal_id",
    "fiscal_year_id",
    "number",
    "date",
    "voucher",
    "label",
    "reverses_id",
    "posted_at",
    "posted_by_id",
)
_LINE_FIELDS = ("lines__account_id", "lines__debit", "lines__credit", "lines__label")


def _sealed_entries(
    journal: Journal, fiscal_year: FiscalYear, *, upto: int
) -> Iterator[tuple[SealedEntry, str]]:
    """Entries with their stored hash, by number, streamed."""
    rows = (
        Entry.objects.filter(journal=journal, fiscal_year=fiscal_year, number__lte=upto)
        .order_by("number", "lines__id")
        .values_list(*_ENTRY_FIELDS, "hash", *_LINE_FIELDS)
        .iterator(chunk_size=5000)
    )
    width = len(_ENTRY_FIELDS)
    for head, group in groupby(rows, key=lambda row: row[: width + 1]):
        lines = [_sealed_line(row[width + 1 :]) for row in group if row[width + 1] is not None]
        yield SealedEntry(*(*head[:width], lines)), head[width]


def _sealed_line(row: Sequence[Any]) -> SealedLine:
    account_id, debit, credit, label = row
    return account_id, to_cents(debit), to_cents(credit), label
