"""Draft, then prepare and post N receipts, against bare COPYs of the same rows."""

from decimal import Decimal
from itertools import count

from django.db import connection, transaction

from lsc.bench import MEASURES, Measure
from lsc.bench.books import DAY, books
from lsc.bench.timing import Spent, Stopwatch
from receipts.draft.models import DraftReceipt
from receipts.draft.services.draft_receipts import FIELDS, NewReceipt, draft_receipts
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts

_keys = count(1)
_copies = count(1)


def _rows(size: int) -> list[NewReceipt]:
    its = books()
    return [
        NewReceipt(
            channel="transfer",
            source_key=f"bench:{next(_keys)}",
            movement_date=DAY,
            label=f"Règlement {number}",
            amount=Decimal(1000 + number) / 100,
            entity_id=its.entity.pk,
            account_id=its.account_ids[number % len(its.account_ids)],
            movement_reference=f"REF{number}",
        )
        for number in range(size)
    ]


def draft(size: int) -> Spent:
    rows = _rows(size)
    with Stopwatch() as watch:
        draft_receipts(rows, acting_user=None)
    return watch.spent


def bare_insert(size: int) -> Spent:
    """The ORM's own bulk insert of the same lines of the draft, and nothing else."""
    rows = [
        DraftReceipt(
            **{name: getattr(row, name) for name in ("channel", "source_key", "label", "amount")},
            **{name: getattr(row, name) for name in ("entity_id", "account_id", "movement_date")},
            movement_reference=row.movement_reference,
            journal_id=books().journal.pk,
        )
        for row in _rows(size)
    ]
    with Stopwatch() as watch:
        DraftReceipt.objects.bulk_create(rows)
    return watch.spent


def prepare_and_post(size: int) -> Spent:
    ids = draft_receipts(_rows(size), acting_user=None).ids
    with Stopwatch() as watch:
        prepare_receipts(ids, acting_user=books().user)
        post_prepared(acting_user=books().user, ids=ids)
    return watch.spent


def _copied(table: str, columns: str, values: str, where: str) -> tuple[str, bytes]:
    """Rows of a table that differ from those there only where they must, ready to be copied."""
    with connection.cursor() as cursor:
        query = f"COPY (SELECT {values} FROM {table} WHERE {where}) TO STDOUT"  # noqa: S608
        with cursor.copy(query) as copy:
            content = b"".join(bytes(part) for part in copy)
    return f"COPY {table} ({columns}) FROM STDIN", content


def bare_copy(size: int) -> Spent:
    """Receipts, entries, lines and audit events of the last posting, copied as they stand."""
    parts = _parts(size, 10_000_000 * next(_copies))
    with Stopwatch() as watch, transaction.atomic(), connection.cursor() as cursor:
        for query, content in parts:
            with cursor.copy(query) as copy:
                copy.write(content)
    return watch.spent


_ENTRY = "entity_id, journal_id, fiscal_year_id, date, voucher, label, posted_at, posted_by_id"
_ENTRY += ", hash, total"
_LINE = "account_id, date, due_on, label, debit, credit"
_EVENT = "at, user_id, action, object_type, object_label, data, ip_address"


def _parts(size: int, shift: int) -> list[tuple[str, bytes]]:
    """The rows of the last posting, table by table, with keys moved by ``shift``."""
    receipts = f"id IN (SELECT id FROM receipts_draft_draftreceipt WHERE status = 'posted' AND \
        id < 10000000 ORDER BY id DESC LIMIT {size})"  # noqa: S608
    entries = f"IN (SELECT entry_id FROM receipts_draft_draftreceipt WHERE {receipts})"  # noqa: S608
    moved = f"IN (SELECT id FROM receipts_draft_draftreceipt WHERE {receipts})"  # noqa: S608
    own = ", ".join(name for name in _columns() if name not in ("source_key", "status"))
    told = "object_type = 'receipts_draft.draftreceipt' AND action <> 'receipt.draft'"
    return [
        _copied(
            "ledger_books_entry",
            f"id, number, {_ENTRY}",
            f"id + {shift}, number + {shift}, {_ENTRY}",
            f"id {entries}",
        ),
        _copied(
            "ledger_books_entryline",
            f"entry_id, {_LINE}",
            f"entry_id + {shift}, {_LINE}",
            f"entry_id {entries}",
        ),
        _copied(
            "receipts_draft_draftreceipt",
            f"id, source_key, status, entry_id, {own}",
            f"id + {shift}, source_key || '+{shift}', status, entry_id + {shift}, {own}",
            receipts,
        ),
        _copied(
            "core_database_auditevent",
            f"object_id, {_EVENT}",
            f"object_id, {_EVENT}",
            f"{told} AND object_id::bigint {moved}",
        ),
    ]


def _columns() -> list[str]:
    fields = {field.name: field.column for field in DraftReceipt._meta.concrete_fields}
    return [str(fields[name]) for name in FIELDS]


MEASURES.add(Measure("brouillard : porter N encaissements", bare_insert, draft, limit=3))
MEASURES.add(Measure("comptabiliser puis valider", bare_copy, prepare_and_post, limit=3))
