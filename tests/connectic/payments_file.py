"""A file of the kiosk’s payments, line by line."""

import io
from datetime import date

from connectic.formats.grammar import Payment, Unreadable
from connectic.formats.payments_file import PaymentsReader

TODAY = date(2026, 11, 21)
HEAD = "H;LSC-CONNECTIC;1;PAIEMENTS;HALL-1;2026-11-21T20:05:00+01:00"
COLUMNS = "C;id;paid_at;entity;account;coupon;amount;means;payer;card_ticket"


def line(**values: str) -> str:
    fields = {
        "id": "K1",
        "paid_at": "2026-11-21T10:00:00+01:00",
        "entity": "G001",
        "account": "81MARITON",
        "coupon": "",
        "amount": "330.00",
        "means": "CARD",
        "payer": "MARITON Paul",
        "card_ticket": "",
    } | values
    return "L;" + ";".join(fields.values())


def read(content: bytes | str) -> tuple[list[Payment | Unreadable], PaymentsReader]:
    raw = content.encode() if isinstance(content, str) else content
    reader = PaymentsReader(io.BytesIO(raw), today=TODAY)
    return list(reader), reader


def file_of(*lines: str, tail: str | None = None, end: str = "\n") -> str:
    return end.join([HEAD, COLUMNS, *lines, tail or f"T;{len(lines)};330.00;0.00"]) + end
