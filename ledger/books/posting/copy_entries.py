"""Copy what was sealed into the books, in a number of statements that does not grow with it."""

from collections.abc import Iterable, Sequence
from operator import attrgetter

from django.db import connection

from core.database.bulk import copy_rows, update_rows
from ledger.books.models import Entry, EntryLine, JournalSequence
from ledger.books.services.chain import SealedEntry

#: The attributes of a sealed entry that are columns of an entry under the same name.
_COLUMNS = "entity_id journal_id fiscal_year_id number voucher label reverses_id posted_by_id total"


def write_entries(ids: Sequence[int], sealed: Sequence[tuple[SealedEntry, str]]) -> None:
    """Copy entries, then lines, in the order in which the chain sealed them."""
    day, moment = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    columns = attrgetter(*_COLUMNS.split())
    copy_rows(
        Entry,
        ["id", *_COLUMNS.split(), "date", "posted_at", "hash"],
        (
            (pk, *columns(entry), day(entry.date), moment(entry.posted_at), stored)
            for pk, (entry, stored) in zip(ids, sealed, strict=True)
        ),
    )
    copy_rows(
        EntryLine,
        ["entry", "account", "date", "due_on", "label", "debit", "credit"],
        (
            (
                *(pk, line.account_id, day(line.date), day(line.due_on)),
                *(line.label, line.debit, line.credit),
            )
            for pk, (entry, _hash) in zip(ids, sealed, strict=True)
            for line in entry.lines
        ),
    )


def write_sequences(sequences: Iterable[JournalSequence]) -> None:
    """Move the ends of the chains, which the caller has locked."""
    update_rows(
        JournalSequence,
        ["last_number", "last_hash"],
        [(s.pk, s.last_number, s.last_hash) for s in sequences],
    )
