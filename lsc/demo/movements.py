"""The demo's entries as plain data: what happened, when, for how many euros."""

import calendar
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
SEED = 1965

Day = date
#: Account code, debit, credit.
Line = tuple[str, Decimal, Decimal]
NOTHING = Decimal("0.00")

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip


@dataclass(frozen=True)
class Movement:
    """One balanced entry to post."""

    entity: str
    journal: str
    date: date
    label: str
    lines: tuple[Line, ...]
    voucher: str = ""
    #: When what it debits is to be paid; its date where nothing is said.
    due_on: Day | None = None


@dataclass
class Diary:
    """Collects movements up to today, and numbers the vouchers of each journal."""

    entity: str
    today: date
    rng: random.Random
    movements: list[Movement] = field(default_factory=list)

    @property
    def start(self) -> date:
        return date(self.today.year - 1, 1, 1)

    def note(
        self,
        journal: str,
        on: date,
        label: str,
        *lines: Line,
        voucher: str = "",
        due_on: date | None = None,
    ) -> Movement | None:
        """Keep a movement that has already happened. Raises ValueError where it is unbalanced."""
        kept = tuple(line for line in lines if line[1] or line[2])
        if sum(line[1] for line in kept) != sum(line[2] for line in kept):
            raise ValueError(f"{label} is not balanced")
        if on > self.today:
            return None
        movement = Movement(self.entity, journal, on, label, kept, voucher, due_on)
        self.movements.append(movement)
        return movement

    def days_after(self, on: date, low: int, high: int) -> date:
        return on + timedelta(days=self.rng.randint(low, high))

    def quarters(self) -> Iterator[tuple[date, str]]:
        """First day and name of every quarter that has begun."""
        for first in self.months():
            if first.month % 3 == 1:
                number = first.month // 3 + 1
                yield first, f"{'1er' if number == 1 else f'{number}e'} trimestre {first.year}"

    def months(self) -> Iterator[date]:
        """First day of every month that has begun."""
        for year in (self.today.year - 1, self.today.year):
            for month in range(1, 13):
                first = date(year, month, 1)
                if first <= self.today:
                    yield first


def debit(account: str, euros: Decimal) -> Line:
    return account, euros, NOTHING


def credit(account: str, euros: Decimal) -> Line:
    return account, NOTHING, euros


def month_name(first: date) -> str:
    return f"{MONTHS[first.month - 1]} {first.year}"


def last_day(first: date) -> date:
    return first.replace(day=calendar.monthrange(first.year, first.month)[1])


def euros(value: Decimal) -> Decimal:
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def share_out(total: Decimal, shares: list[int]) -> list[Decimal]:
    """Split by thousandths to the cent; the last one takes what rounding leaves."""
    parts = [euros(total * share / sum(shares)) for share in shares]
    parts[-1] += total - sum(parts)
    return parts
