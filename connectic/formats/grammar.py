"""Version 1 of the kiosk's files: names, marks and columns. The only place that knows them."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

SIGNATURE = "LSC-CONNECTIC"
VERSION = "1"
DELIMITER = ";"


class Kind(StrEnum):
    BALANCES = "SOLDES"
    PAYMENTS = "PAIEMENTS"


class Tag(StrEnum):
    """First field of each line."""

    HEAD = "H"
    COLUMNS = "C"
    LINE = "L"
    TAIL = "T"


class Means(StrEnum):
    CASH = "CASH"
    CARD = "CARD"
    CHEQUE = "CHEQUE"


BALANCE_COLUMNS = (
    "entity",
    "account",
    "title",
    "last_name",
    "first_name",
    "building",
    "due",
    "under_way",
    "coupon",
    "due_date",
)
PAYMENT_COLUMNS = (
    "id",
    "paid_at",
    "entity",
    "account",
    "coupon",
    "amount",
    "means",
    "payer",
    "card_ticket",
)
REQUIRED_PAYMENT_COLUMNS = frozenset({"id", "paid_at", "entity", "account", "amount", "means"})


@dataclass(frozen=True, slots=True)
class Head:
    sender: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Tail:
    """What the writer says the file holds: lines, their sum and the cash, in euros."""

    count: int
    total: Decimal
    cash: Decimal


@dataclass(frozen=True, slots=True)
class Payment:
    """One line that reads well. ``amount`` in euros, never zero; negative for a refund."""

    line_number: int
    id: str
    paid_at: datetime
    entity: str
    account: str
    amount: Decimal
    means: Means
    coupon: str = ""
    payer: str = ""
    card_ticket: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """One line that does not, with the reason in French and the line as it came.

    ``id`` is the payment's number where that field alone can be read; ``raw`` is empty for a line
    too long to be read at all.
    """

    line_number: int
    reason: str
    raw: str
    id: str = ""


class FormatError(Exception):
    """The file as a whole cannot be read; the text is French."""
