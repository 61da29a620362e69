"""What is to be posted: an entry and its lines."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class NewLine:
    """One line to be posted; amounts in euros, one of the two positive, the other zero.

    ``due_on`` is the entry's date where nothing else is said.
    """

    account_id: int
    debit: Decimal
    credit: Decimal
    label: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One entry to be posted. ``date`` chooses the fiscal year; ``voucher`` may be empty."""

    entity_id: int
    journal_id: int
    date: date
    voucher: str
    label: str
    lines: Sequence[NewLine]
    reverses_id: int | None = None
