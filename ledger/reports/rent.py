"""What a tenant paid of a period: the *quittance*, or the plain *reçu* of a part payment.

Law of 6 July 1989, article 21: the receipt details what was paid, rent and charges told apart; a
part payment gets a *reçu*. The period's debts are the debits dated within it, but reversals, what
they reverse, and the returns of bounced cheques. Money received that is not matched yet counts for
what it would settle, in the order of the law.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import QuerySet

from core.money import ZERO, round_euros
from core.text import fold
from ledger.models import Account, EntryLine
from ledger.selectors.open_items import (
    OpenItem,
    debts,
    open_items,
    receipts,
    standing_lines,
    total,
)
from ledger.selectors.settlement import impute


class Kind(StrEnum):
    RENT = "rent"
    CHARGES = "charges"
    OTHER = "other"


#: Words of a label that tell what is charged; a label with words of both kinds tells nothing.
_WORDS = {
    Kind.RENT: ("loyer",),
    Kind.CHARGES: ("charge", "provision", "ordures menageres", "teom"),
}


@dataclass(frozen=True)
class Part:
    """A piece of what was due for the period, in euros."""

    label: str
    kind: Kind
    due: Decimal
    paid: Decimal


@dataclass(frozen=True)
class RentReceipt:
    """What was due and paid for a period on a tenant's account, in euros."""

    account: Account
    start: date
    end: date
    parts: Sequence[Part]
    #: The day of the latest payment that counts; None where nothing was paid.
    paid_on: date | None

    @property
    def due(self) -> Decimal:
        return sum((part.due for part in self.parts), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((part.paid for part in self.parts), ZERO)

    @property
    def left(self) -> Decimal:
        return self.due - self.paid

    @property
    def is_full(self) -> bool:
        """Whether the period is paid whole: a quittance, and not a reçu."""
        return bool(self.parts) and not self.left

    @property
    def tells_charges(self) -> bool:
        """Whether the entries tell rent from charges."""
        return all(part.kind != Kind.OTHER for part in self.parts)

    def paid_of(self, kind: Kind) -> Decimal:
        return sum((part.paid for part in self.parts if part.kind == kind), ZERO)

    @property
    def rent_paid(self) -> Decimal:
        return self.paid_of(Kind.RENT)

    @property
    def charges_paid(self) -> Decimal:
        return self.paid_of(Kind.CHARGES)


def rent_receipts(accounts: Iterable[Account], start: date, end: date) -> list[RentReceipt]:
    """One per account, in the given order, in a constant number of queries."""
    chosen = list(accounts)
    due: dict[int, list[EntryLine]] = defaultdict(list)
    for line in _due_lines(chosen, start, end):
        due[line.account_id].append(line)
    items: dict[int, list[OpenItem]] = defaultdict(list)
    for item in open_items([account.pk for account in chosen]):
        items[item.account_id].append(item)
    pieces = _pieces(due.values())
    days = _payment_days(due.values())
    found = []
    for account in chosen:
        left, spent = _left(items[account.pk], end)
        parts = [part for line in due[account.pk] for part in _parts(line, pieces, left)]
        days[account.pk] += spent
        paid_on = max(days[account.pk], default=None)
        found.append(RentReceipt(account, start, end, parts, paid_on))
    return found


def _due_lines(accounts: Sequence[Account], start: date, end: date) -> QuerySet[EntryLine]:
    lines = EntryLine.objects.filter(account__in=accounts, debit__gt=0, date__range=(start, end))
    return standing_lines(lines).select_related("matched").order_by("account_id", "date", "id")


def _pieces(due: Iterable[Sequence[EntryLine]]) -> dict[int, list[tuple[str, Decimal]]]:
    """By entry, the credits that make up its only debit; entries with several debits have none."""
    entries = {line.entry_id for lines in due for line in lines}
    made: dict[int, list[tuple[str, Decimal]]] = defaultdict(list)
    several = set()
    seen = set()
    rows = EntryLine.objects.filter(entry__in=entries).order_by("id")
    for entry, label, debit, credit in rows.values_list("entry_id", "label", "debit", "credit"):
        if credit:
            made[entry].append((label, credit))
        elif debit and entry in seen:
            several.add(entry)
        else:
            seen.add(entry)
    return {entry: parts for entry, parts in made.items() if entry not in several}


def _payment_days(due: Iterable[Sequence[EntryLine]]) -> dict[int, list[date]]:
    """By account, the days of the receipts that share a letter with these debts."""
    matchings = {
        line.matched.matching_id for lines in due for line in lines if hasattr(line, "matched")
    }
    rows = EntryLine.objects.filter(matched__matching__in=matchings, credit__gt=0).order_by()
    days: dict[int, list[date]] = defaultdict(list)
    for account_id, day in rows.values_list("account_id", "date"):
        days[account_id].append(day)
    return days


def _left(items: Sequence[OpenItem], end: date) -> tuple[dict[int, Decimal], list[date]]:
    """What would be left of each open debt once the money received was given out, and its days."""
    undone = {item.reverses_id for item in items if item.reverses_id}
    live = [each for each in items if not each.reverses_id and each.entry_id not in undone]
    received = receipts(live)
    settled = impute(debts(live), total(received), on=end).shares
    left = {item.line_id: item.remainder for item in debts(items)}
    for share in settled:
        left[share.item.line_id] -= share.amount
    return left, [item.date for item in received]


def _parts(
    line: EntryLine,
    pieces: Mapping[int, Sequence[tuple[str, Decimal]]],
    left: Mapping[int, Decimal],
) -> Iterator[Part]:
    """A debt in pieces; what was paid of it goes to each in proportion, the last takes the rest."""
    paid = line.debit - left.get(line.pk, ZERO)
    made = pieces.get(line.entry_id, [(line.label, line.debit)])
    given = ZERO
    for place, (label, due) in enumerate(made, start=1):
        share = round_euros(paid * due / line.debit) if place < len(made) else paid - given
        given += share
        yield Part(label, _kind_of(label), due, share)


def _kind_of(label: str) -> Kind:
    words = fold(label)
    found = [kind for kind, known in _WORDS.items() if any(word in words for word in known)]
    return found[0] if len(found) == 1 else Kind.OTHER
