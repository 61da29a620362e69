"""Write both kinds of files: balances for the kiosk; payments, as a kiosk does."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, TextIO

from connectic.formats.grammar import (
    BALANCE_COLUMNS,
    DELIMITER,
    PAYMENT_COLUMNS,
    SIGNATURE,
    VERSION,
    Kind,
    Means,
    Payment,
    Tag,
    Tail,
)
from core.text.money import ZERO, from_cents


def write_balances(
    output: TextIO, rows: Iterable[Sequence[Any]], *, sender: str, written_at: datetime
) -> Tail:
    """Write ``rows``, values in the order of ``BALANCE_COLUMNS``, streamed.

    ``due`` and ``under_way`` are whole cents, never negative. Returns what the tail says.
    """
    writer = csv.writer(output, delimiter=DELIMITER, lineterminator="\n")
    writer.writerow([Tag.HEAD, SIGNATURE, VERSION, Kind.BALANCES, sender, written_at.isoformat()])
    writer.writerow([Tag.COLUMNS, *BALANCE_COLUMNS])
    due = BALANCE_COLUMNS.index("due")
    count, cents = 0, 0

    def lines() -> Iterator[Sequence[Any]]:
        nonlocal count, cents
        tag = Tag.LINE.value
        for row in rows:
            count += 1
            cents += row[due]
            yield tag, *row[:due], _euros(row[due]), _euros(row[due + 1]), *row[due + 2 :]

    writer.writerows(lines())
    total = from_cents(cents)
    writer.writerow([Tag.TAIL, count, total])
    return Tail(count=count, total=total, cash=ZERO)


def _euros(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def payments_file(payments: Iterable[Payment], *, sender: str, written_at: datetime) -> bytes:
    """The evening file of a kiosk."""
    output = io.StringIO(newline="")
    writer = csv.writer(output, delimiter=DELIMITER, lineterminator="\n")
    writer.writerow([Tag.HEAD, SIGNATURE, VERSION, Kind.PAYMENTS, sender, written_at.isoformat()])
    writer.writerow([Tag.COLUMNS, *PAYMENT_COLUMNS])
    count, total, cash = 0, Decimal("0.00"), Decimal("0.00")
    for payment in payments:
        count += 1
        total += payment.amount
        cash += payment.amount if payment.means is Means.CASH else ZERO
        values = (getattr(payment, name) for name in PAYMENT_COLUMNS if name != "paid_at")
        row = [payment.id, payment.paid_at.isoformat(), *list(values)[1:]]
        writer.writerow([Tag.LINE, *row])
    writer.writerow([Tag.TAIL, count, total, cash])
    return output.getvalue().encode()
