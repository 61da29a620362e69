"""The statement of an account between two dates: the same on screen, on paper, for a client."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from core.text.money import ZERO

#: A date, in classes that have a field of that name.
Day = date


@dataclass(frozen=True)
class Movement:
    """A debit or a credit of the account, in euros. ``reference`` is a journal and number.

    ``letter`` tells what settles it, in lower case where it is settled in part.
    """

    date: date
    label: str
    debit: Decimal
    credit: Decimal
    reference: str = ""
    voucher: str = ""
    url: str = ""
    letter: str = ""
    #: When a debt is to be paid, where that is later than its date.
    due_on: Day | None = None


@dataclass(frozen=True)
class StatementLine:
    """A movement, and the balance after it."""

    movement: Movement
    balance: Decimal


@dataclass(frozen=True)
class Statement:
    """An account between two dates. Balances are debits less credits: positive when it owes."""

    code: str
    label: str
    entity: str
    start: date
    end: date
    opening: Decimal
    lines: list[StatementLine] = field(default_factory=list)
    #: Name and postal address, one line each; empty for an account without a party.
    addressee: str = ""
    #: What of the account's balance today comes due later: days and euros, oldest first.
    later: Sequence[tuple[date, Decimal]] = ()

    @property
    def debit(self) -> Decimal:
        return sum((line.movement.debit for line in self.lines), ZERO)

    @property
    def credit(self) -> Decimal:
        return sum((line.movement.credit for line in self.lines), ZERO)

    @property
    def closing(self) -> Decimal:
        return self.opening + self.debit - self.credit

    @property
    def side(self) -> str:
        """What the closing balance is, in words."""
        if self.closing > 0:
            return _("Solde débiteur")
        return _("Solde créditeur") if self.closing < 0 else _("Compte soldé")

    @property
    def closing_shown(self) -> Decimal:
        return abs(self.closing)


def with_balances(opening: Decimal, movements: Iterable[Movement]) -> list[StatementLine]:
    """Each movement with the balance after it."""
    lines, balance = [], opening
    for movement in movements:
        balance += movement.debit - movement.credit
        lines.append(StatementLine(movement, balance))
    return lines
