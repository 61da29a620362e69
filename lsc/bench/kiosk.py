"""The kiosk's two files: N payments drafted, N balances written, against their floors."""

import csv
import io
import json
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryFile

from django.db import connection
from django.utils import timezone

from connectic.formats.grammar import Means, Payment
from connectic.formats.writing import payments_file, write_balances
from connectic.models import KioskSettings
from connectic.selectors.balances import account_balances, balance_rows
from connectic.selectors.kiosk_settings import kiosk_settings
from connectic.services.scan_folder import KIND
from core.database.bulk import copy_rows
from core.files.enums import Direction
from core.files.models import ArchivedFile
from core.files.services import archive
from core.files.services.exchange import consume
from ledger.books.models import Account, Entity, ReceiptJournal
from lsc.bench import MEASURES, Measure
from lsc.bench.books import DAY, books
from lsc.bench.timing import Spent, Stopwatch, figure
from receipts.draft.models import DraftReceipt
from receipts.draft.services.draft_receipts import FIELDS

_numbers = count(1)


@cache
def _journal() -> None:
    ReceiptJournal.objects.create(entity=books().entity, channel="kiosk", journal=books().journal)


@cache
def _codes() -> list[str]:
    rows = Account.objects.filter(pk__in=books().account_ids)
    return list(rows.values_list("code", flat=True))


def _content(size: int) -> bytes:
    codes = _codes()
    evening = timezone.localtime() - timedelta(days=1)
    payments = (
        Payment(
            line_number=0,
            id=f"K{next(_numbers)}",
            paid_at=evening,
            entity="B001",
            account=codes[number % len(codes)],
            amount=Decimal(1000 + number % 9000) / 100,
            means=Means.CASH if number % 3 else Means.CARD,
            payer="PROPRIETAIRE Hélène",
        )
        for number in range(size)
    )
    return payments_file(payments, sender="BENCH", written_at=evening)


def _archived(content: bytes) -> ArchivedFile:
    _journal()
    return archive.archive(
        content, name=f"bench-{next(_numbers)}.csv", kind=KIND, direction=Direction.IN
    )


def draft(size: int) -> Spent:
    """Archived bytes to lines of the draft, with their audit."""
    file = _archived(_content(size))
    with Stopwatch() as watch:
        consume(file, acting_user=None)
    return watch.spent


def csv_and_copy(size: int) -> Spent:
    """csv reads the same file, and COPY writes the same rows: no check, no audit, no identity."""
    content = _content(size)
    accounts, journal = books().account_ids, books().journal.pk
    entity, now = books().entity.pk, timezone.now()
    names = ("id", "paid_at", "entity", "account", "coupon", "amount", "means", "payer")
    with Stopwatch() as reading:
        rows = list(csv.reader(io.StringIO(content.decode()), delimiter=";"))[2:-1]
    stored = [
        (
            "kiosk", f"bare:{row[1]}", "pending", entity, accounts[number % len(accounts)], "",
            row[1], DAY,
            "Règlement PROPRIETAIRE Hélène", 1000, journal, "", None,
            json.dumps(dict(zip(names, row[1:], strict=False))), now, "",
        )
        for number, row in enumerate(rows)
    ]  # fmt: skip
    with Stopwatch() as writing:
        copy_rows(DraftReceipt, FIELDS, stored)
    return reading.spent + writing.spent


def _status(name: str) -> int:
    """A figure of this process, in kilobytes, as Linux tells it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith(f"{name}:")).split()[1])


def _large(size: int) -> ArchivedFile:
    """A file of ``size`` payments that was never in memory as a whole."""
    _journal()
    total = cash = Decimal(0)
    with TemporaryFile() as content:
        for start in range(0, size, 10_000):
            lines = _content(min(10_000, size - start)).splitlines(keepends=True)
            content.writelines(lines[:-1] if not start else lines[2:-1])
            _tag, _count, its_total, its_cash = lines[-1].decode().split(";")
            total, cash = total + Decimal(its_total), cash + Decimal(its_cash)
        content.write(f"T;{size};{total};{cash}\n".encode())
        content.seek(0)
        name = f"bench-{next(_numbers)}.csv"
        return archive.archive_stream(content, name=name, kind=KIND, direction=Direction.IN)


def memory(size: int) -> Spent:
    """Megabytes that drafting adds at its peak, told in thousands. What an
    earlier measure left in the process would hide it: memory is measured first."""
    file = _large(size)
    # Linux forgets the peak so far.
    Path("/proc/self/clear_refs").write_text("5")
    before = _status("VmRSS")
    consume(file, acting_user=None)
    return figure((_status("VmHWM") - before) / 1024 / 1000)


def budget(_size: int) -> Spent:
    """150 MB, in the same unit."""
    return figure(0.150)


@cache
def _clients(size: int) -> KioskSettings:
    """One entity of ``size`` accounts with a balance, all the kiosk's."""
    entity = Entity.objects.create(code=f"K{size}", name="Automate", is_rental=True)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_people_party (title, last_name, first_name, company, email, phone,"
            " street, postal_code, town, country, search_text, cash_status) SELECT 'Mme',"
            " 'MARITON' || n, "
            "'Paule', '', '', '', '', '', '', 'FR', '', '' FROM generate_series(1, %s) n "
            "RETURNING id",
            [size],
        )
        first = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO ledger_books_account (entity_id, code, label, role, party_id, balance, "
            "published, search_text) SELECT %s, '81' || n, 'Cliente', 'tenant', %s + n - 1, "
            "n * 7 %% 100000, false, '' FROM generate_series(1, %s) n",
            [entity.pk, first, size],
        )
        cursor.execute(
            "VACUUM ANALYZE ledger_books_account, ledger_people_party, receipts_draft_draftreceipt"
        )
    row = kiosk_settings()
    row.entities.set([entity])
    return row


def balances(size: int) -> Spent:
    row = _clients(size)
    with Stopwatch() as watch, TemporaryFile("w+", newline="") as output:
        write_balances(
            output,
            balance_rows(row, today=timezone.localdate()),
            sender="LSC",
            written_at=datetime.now().astimezone(),
        )
    return watch.spent


def copy_and_csv(size: int) -> Spent:
    """COPY … TO STDOUT of the same query, and csv writing what it sends."""
    rows = account_balances(_clients(size), today=timezone.localdate())
    statement, parameters = rows.query.get_compiler("default").as_sql()
    with (
        Stopwatch() as watch,
        TemporaryFile("w+", newline="") as output,
        connection.cursor() as cursor,
    ):
        writer = csv.writer(output, delimiter=";")
        with cursor.copy(f"COPY ({statement}) TO STDOUT", parameters) as copy:
            writer.writerows(copy.rows())
    return watch.spent


MEASURES.add(
    Measure("automate : lire et porter au brouillard", csv_and_copy, draft, 4, (10_000, 100_000))
)
MEASURES.add(
    Measure("automate : mémoire (1 ms = 1 Mo)", budget, memory, 1, (100_000, 1_000_000), 1)
)
MEASURES.add(Measure("automate : écrire les soldes", copy_and_csv, balances, 2, (20_000, 200_000)))
