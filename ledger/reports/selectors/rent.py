"""What a tenant paid of a period: the *quittance*, or the plain *reçu*.

Law of 6 July 1989, article 21: the quittance details what was paid, rent and charges told apart; a
part payment, or one sum for both, gets a *reçu*. The period's debts are the debits dated within it,
but reversals, what they reverse, the returns of bounced cheques and what is carried forward. Rent
and charges alone make a quittance: what else is owed neither bars it nor is acknowledged by it.
Money received that is not matched yet counts for what it would settle, in the order of the law.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from core.text.money import ZERO, from_cents, in_proportion, to_cents
from ledger.books.models import Account, EntryLine
from ledger.matching.models import MatchedLine
from ledger.matching.selectors.open_items import (
    OpenItem,
    debts,
    open_items,
    receipts,
    standing_lines,
    total,
)
from ledger.matching.selectors.settlement import impute
from ledger.reports.selectors.rent_kinds import LEASE, Kind, kind_of


@dataclass(frozen=True)
class Part:
    """A piece of what was due for the period, in euros."""

    label: str
    kind: Kind
    due: Decimal
    paid: Decimal


@dataclass(frozen=True)
class RentReceipt:
    """What was due and paid for a period on a tenant's account, in euros: the lease, which the
    receipt acknowledges, and what was owed beside it, which it only shows."""

    account: Account
    start: date
    end: date
    #: Rent and charges.
    parts: Sequence[Part]
    #: A deposit, a badge, costs.
    others: Sequence[Part]
    #: The day of the latest payment that settles something of ``parts``; None where none does.
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
        """Whether the rent and charges of the period are paid whole."""
        return bool(self.parts) and not self.left

    @property
    def is_quittance(self) -> bool:
        """Paid whole, rent and charges told apart, as the law wants of a quittance; else a reçu."""
        return self.is_full and self.tells_charges

    @property
    def tells_charges(self) -> bool:
        """Whether the entries tell rent from charges."""
        return all(part.kind != Kind.BOTH for part in self.parts)

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
    matched = _matched(due.values())
    found = []
    for account in chosen:
        left, settling = _left(items[account.pk], end)
        parts_by_line = [(line, list(_parts(line, pieces, left))) for line in due[account.pk]]
        parts = [part for _line, made in parts_by_line for part in made]
        lease = {
            line.pk for line, made in parts_by_line if any(each.kind in LEASE for each in made)
        }
        days = [day for each in (*matched[account.pk], settling) for day in each.days(lease)]
        found.append(
            RentReceipt(
                account,
                start,
                end,
                [part for part in parts if part.kind in LEASE],
                [part for part in parts if part.kind in (Kind.DEPOSIT, Kind.OTHER)],
                max(days, default=None),
            )
        )
    return found


def _due_lines(accounts: Sequence[Account], start: date, end: date) -> QuerySet[EntryLine]:
    lines = EntryLine.objects.filter(account__in=accounts, debit__gt=0, date__range=(start, end))
    kept = standing_lines(lines).select_related("matched", "entry__journal")
    return kept.order_by("account_id", "date", "id")


@dataclass
class _Credits:
    """What an entry credits: what makes up its only debit, or what its debits have in common."""

    pieces: list[tuple[str, str, str, Decimal]]
    debits: int = 0

    def of(self, line: EntryLine) -> list[tuple[str, Kind, Decimal]]:
        """Label, kind and amount of each piece of a debit."""
        journal = line.entry.journal.code
        if self.debits == 1:
            return [
                (label, kind_of(label, code, role, journal), amount)
                for label, code, role, amount in self.pieces
            ]
        accounts = {(code, role) for _label, code, role, _amount in self.pieces}
        code, role = accounts.pop() if len(accounts) == 1 else ("", "")
        return [(line.label, kind_of(line.label, code, role, journal), line.debit)]


def _pieces(due: Iterable[Sequence[EntryLine]]) -> dict[int, _Credits]:
    """By entry."""
    entries = {line.entry_id for lines in due for line in lines}
    made: dict[int, _Credits] = defaultdict(lambda: _Credits([]))
    rows = EntryLine.objects.filter(entry__in=entries).order_by("id")
    for entry, debit, label, code, role, credit in rows.values_list(
        "entry_id", "debit", "label", "account__code", "account__role", "credit"
    ):
        if debit:
            made[entry].debits += 1
        else:
            made[entry].pieces.append((label, code, role, credit))
    return made


@dataclass
class _Settling:
    """Debts and the payments that settle them, each oldest first, in euros: a payment goes to the
    first debts that are not settled yet."""

    debts: list[tuple[int, Decimal]]
    payments: list[tuple[date, Decimal]]

    def days(self, line_ids: Container[int]) -> Iterator[date]:
        """The days of the payments that settle something of these lines."""
        payments = iter(self.payments)
        day, left = next(payments, (None, ZERO))
        for line_id, amount in self.debts:
            while amount > ZERO and day is not None:
                if line_id in line_ids:
                    yield day
                used = min(amount, left)
                amount, left = amount - used, left - used
                if left == ZERO:
                    day, left = next(payments, (None, ZERO))


def _matched(due: Iterable[Sequence[EntryLine]]) -> dict[int, list[_Settling]]:
    """By account, the letters that these debts bear."""
    letters = {
        line.matched.matching_id for lines in due for line in lines if hasattr(line, "matched")
    }
    rows = MatchedLine.objects.filter(matching__in=letters).order_by("line__date", "line_id")
    found: dict[tuple[int, int], _Settling] = defaultdict(lambda: _Settling([], []))
    for letter, account_id, line_id, day, debit, amount in rows.values_list(
        "matching_id", "line__account_id", "line_id", "line__date", "line__debit", "amount"
    ):
        settling = found[account_id, letter]
        if debit:
            settling.debts.append((line_id, amount))
        else:
            settling.payments.append((day, amount))
    by_account: dict[int, list[_Settling]] = defaultdict(list)
    for (account_id, _letter), settling in found.items():
        by_account[account_id].append(settling)
    return by_account


def _left(items: Sequence[OpenItem], end: date) -> tuple[dict[int, Decimal], _Settling]:
    """What would be left of each open debt once the money received was given out, and how."""
    undone = {item.reverses_id for item in items if item.reverses_id}
    live = [each for each in items if not each.reverses_id and each.entry_id not in undone]
    received = receipts(live)
    settled = impute(debts(live), total(received), on=end).shares
    left = {item.line_id: item.remainder for item in debts(items)}
    for share in settled:
        left[share.item.line_id] -= share.amount
    return left, _Settling(
        [(share.item.line_id, share.amount) for share in settled],
        [(item.date, item.remainder) for item in received],
    )


def _parts(
    line: EntryLine, pieces: Mapping[int, _Credits], left: Mapping[int, Decimal]
) -> Iterator[Part]:
    """A debt in pieces; what was paid of it goes to each in proportion, to the cent."""
    paid = line.debit - left.get(line.pk, ZERO)
    made = pieces[line.entry_id].of(line)
    shares = in_proportion(to_cents(paid), [to_cents(due) for _label, _kind, due in made])
    for (label, kind, due), cents in zip(made, shares, strict=True):
        yield Part(label, kind, due, from_cents(cents))
