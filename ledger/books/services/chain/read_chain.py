"""The entries of a chain in canonical form, streamed: by SQL on PostgreSQL, else in Python."""

import json
from collections.abc import Callable, Iterator
from functools import partial
from itertools import groupby
from typing import Any

from django.db import connection, transaction

from core.database.services.versions import Spell
from core.text.money import to_cents
from ledger.books.models import Entry, FiscalYear, Journal
from ledger.books.services.chain import seal_entry as sealing
from ledger.books.services.chain import version1
from ledger.books.services.chain.names import Names, name_at
from ledger.books.services.chain.seal_entry import SealedEntry, SealedLine

#: Number, stored hash, and what the hash must be after the one before it.
Link = tuple[int, str, Callable[[str], str]]

#: Texts with their length, so that PostgreSQL writes what :func:`.sealing.text_of` writes. Of a new
#: year, or of books just taken over, its statistics know nothing: lines are asked by their entry's
#: id alone (``+ 0``: no index but that of entries brings their order), and no list is joined.
SQL = """
SELECT e.number, e.hash, concat(
    e.entity_id, ',', (
        SELECT digest FROM jsonb_to_recordset(%(entities)s::jsonb -> e.entity_id::text)
            AS name (digest text, first bigint, last bigint)
        WHERE e.id BETWEEN first AND last
    ), ',', e.journal_id, ',', (
        SELECT digest FROM jsonb_to_recordset(%(journals)s::jsonb -> e.journal_id::text)
            AS name (digest text, first bigint, last bigint)
        WHERE e.id BETWEEN first AND last
    ), ',',
    e.fiscal_year_id, ',', y.start, ',', y."end", ',',
    e.number, ',', e.date, ',',
    char_length(e.voucher), ':', e.voucher, ',', char_length(e.label), ':', e.label, ',',
    e.total, ',', e.reverses_id, ',',
    to_char(e.posted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), ',', e.posted_by_id,
    ';', (
        SELECT string_agg(concat(
            l.account_id, ',', coalesce(
                %(lasting)s::jsonb ->> l.account_id::text, (
                    SELECT digest FROM jsonb_to_recordset(%(renamed)s::jsonb -> l.account_id::text)
                        AS name (digest text, first bigint, last bigint)
                    WHERE e.id BETWEEN first AND last
                )), ',', l.date, ',', l.due_on, ',', l.debit, ',', l.credit, ',',
            char_length(l.label), ':', l.label), ';' ORDER BY l.id + 0)
        FROM ledger_books_entryline l WHERE l.entry_id = e.id
    ))
FROM ledger_books_entry e
JOIN ledger_books_fiscalyear y ON y.id = e.fiscal_year_id AND y.entity_id = e.entity_id
WHERE e.journal_id = %(journal)s AND e.fiscal_year_id = %(year)s AND e.number <= %(upto)s
ORDER BY e.number
"""


def links(journal: Journal, year: FiscalYear, names: Names, *, upto: int) -> Iterator[Link]:
    """The entries of a chain up to a number, in order."""
    entries = Entry.objects.filter(journal=journal, fiscal_year=year, number__lte=upto)
    of_the_past = entries.filter(hash__startswith=f"{version1.VERSION}:").exists()
    if connection.vendor == "postgresql" and not of_the_past:
        yield from _by_sql(journal, year, names, upto)
        return
    for entry, stored in _sealed_entries(journal, year, names, upto):
        if stored.startswith(f"{version1.VERSION}:"):
            yield entry.number, stored, partial(version1.next_hash, entry=entry)
        else:
            yield entry.number, stored, partial(sealing.next_hash, text=sealing.text_of(entry))


def _by_sql(journal: Journal, year: FiscalYear, names: Names, upto: int) -> Iterator[Link]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL datestyle = 'ISO, YMD'")
        # Statistics that take the table for empty would have it read whole for each entry.
        cursor.execute("SET LOCAL enable_seqscan = off")
        with cursor.copy(f"COPY ({SQL}) TO STDOUT", parameters(journal, year, names, upto)) as copy:
            for number, stored, text in copy.rows():
                yield int(number), stored, partial(sealing.next_hash, text=text)


def parameters(journal: Journal, year: FiscalYear, names: Names, upto: int) -> dict[str, Any]:
    """What ``SQL`` asks for. Names that never changed, nearly all, are looked up by their id."""
    lasting = {pk: spells[0][0] for pk, spells in names.accounts.items() if len(spells) == 1}
    renamed = {pk: spells for pk, spells in names.accounts.items() if pk not in lasting}
    return {
        "journal": journal.pk,
        "year": year.pk,
        "upto": upto,
        "entities": _by_id(names.entities),
        "journals": _by_id(names.journals),
        "lasting": json.dumps(lasting),
        "renamed": _by_id(renamed),
    }


def _by_id(known: dict[int, list[Spell]]) -> str:
    """The names of each id, with the first and the last entry that bears each."""
    columns = ("digest", "first", "last")
    return json.dumps(
        {
            pk: [dict(zip(columns, spell, strict=True)) for spell in spells]
            for pk, spells in known.items()
        }
    )


_HEAD = (
    "entity_id", "journal_id", "fiscal_year_id", "fiscal_year__start", "fiscal_year__end",
    "number", "date", "voucher", "label", "total", "reverses_id", "posted_at", "posted_by_id",
)  # fmt: skip
_LINE = (
    "lines__account_id", "lines__date", "lines__due_on", "lines__debit", "lines__credit",
    "lines__label",
)  # fmt: skip


def _sealed_entries(
    journal: Journal, year: FiscalYear, names: Names, upto: int
) -> Iterator[tuple[SealedEntry, str]]:
    """Entries with their stored hash, by number, streamed."""
    rows = (
        Entry.objects.filter(
            journal=journal, fiscal_year=year, number__lte=upto, entity=year.entity_id
        )
        .order_by("number", "lines__id")
        .values_list("pk", *_HEAD, "hash", *_LINE)
        .iterator(chunk_size=5000)
    )
    width = len(_HEAD) + 2
    for head, group in groupby(rows, key=lambda row: row[:width]):
        lines = [_line(row[width:], head[0], names) for row in group if row[width] is not None]
        yield _entry(head, lines, names), head[-1]


def _entry(head: tuple[Any, ...], lines: list[SealedLine], names: Names) -> SealedEntry:
    pk, entity_id, journal_id, year_id, start, end, number, day, voucher, label = head[:10]
    total, reverses_id, posted_at, posted_by_id = head[10:14]
    entity = name_at(names.entities, entity_id, pk)
    journal = name_at(names.journals, journal_id, pk)
    return SealedEntry(
        entity_id=entity_id,
        entity=entity,
        journal_id=journal_id,
        journal=journal,
        fiscal_year_id=year_id,
        start=start,
        end=end,
        number=number,
        date=day,
        voucher=voucher,
        label=label,
        total=to_cents(total),
        reverses_id=reverses_id,
        posted_at=posted_at,
        posted_by_id=posted_by_id,
        lines=lines,
    )


def _line(row: tuple[Any, ...], entry_id: int, names: Names) -> SealedLine:
    account_id, day, due_on, debit, credit, label = row
    name = name_at(names.accounts, account_id, entry_id)
    return SealedLine(account_id, name, day, due_on, to_cents(debit), to_cents(credit), label)
