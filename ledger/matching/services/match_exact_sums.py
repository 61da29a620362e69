"""Matching without a person: lines whose sums agree to the cent, receipts against what is owed."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from core.people.models import User
from core.text.money import ZERO
from ledger.books.models import Account, EntryLine
from ledger.matching.selectors.settlement import impute
from ledger.matching.services.open_board import Board, Line, Matched

#: Accounts locked and matched in one transaction.
_AT_ONCE = 500
#: Beyond this many open lines an account is not searched for runs: it would take seconds.
_MAX_RUN_SEARCH = 400


def match_exact_sums(*, accounts: Iterable[int], acting_user: User | None, on: date) -> Matched:
    """Match, on each account, the lines that settle each other to the cent, and no others.

    In this order: an entry and its reversal; equal amounts, the oldest first; a line and a run of
    neighbours on the other side that add up to it; all that is left, where it adds up to zero.
    Accounts are taken a few hundred at a time: each few are matched whole, or not at all.
    """
    ids = sorted(set(accounts))
    count, total = 0, ZERO
    for start in range(0, len(ids), _AT_ONCE):
        with transaction.atomic():
            board = Board.read(ids[start : start + _AT_ONCE])
            for lines in list(board.lines.values()):
                _settle_exactly(board, lines)
            written = board.write(acting_user=acting_user, on=on)
        count, total = count + written.count, total + written.total
    return Matched(count, total)


def _settle_exactly(board: Board, lines: Sequence[Line]) -> None:
    for rule in (_reversals, _equal_amounts, _runs, _whole):
        for agreeing_lines in rule([line for line in lines if line.left]):
            board.settle([(line, line.left) for line in agreeing_lines])


def _reversals(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """A line and its mirror, where neither was touched before."""
    reversed_lines = {line.item.entry_id: line for line in lines}
    for line in lines:
        other = reversed_lines.get(line.item.reverses_id or 0)
        if other and other.left and line.left and line.signed + other.signed == 0:
            yield [other, line]


def _equal_amounts(lines: Sequence[Line]) -> Iterator[list[Line]]:
    waiting: dict[Decimal, list[Line]] = {}
    for line in lines:
        opposite = waiting.get(-line.signed)
        if opposite:
            yield [opposite.pop(0), line]
        else:
            waiting.setdefault(line.signed, []).append(line)


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """One line, and consecutive ones of the other side that add up to it."""
    for one in lines if len(lines) <= _MAX_RUN_SEARCH else ():
        others = [line for line in lines if line.left and line.item.is_debit != one.item.is_debit]
        run = _run_of(others, one.left) if one.left else []
        if run:
            yield [*run, one]


def _run_of(lines: Sequence[Line], amount: Decimal) -> list[Line]:
    first, reached = 0, ZERO
    for last, line in enumerate(lines):
        reached += line.left
        while reached > amount:
            reached -= lines[first].left
            first += 1
        if reached == amount and first <= last:
            return list(lines[first : last + 1])
    return []


def _whole(lines: Sequence[Line]) -> Iterator[list[Line]]:
    if lines and sum((line.signed for line in lines), ZERO) == 0:
        yield list(lines)


@dataclass(frozen=True)
class Allocation:
    """What a posted receipt settles: ``(entry line id, euros)`` as the debtor chose.

    Without a choice, what its account owes on the receipt's day, in the order of the law; but for
    the lines ``spared``, which are being paid otherwise, and those not due by ``due_by``.
    """

    entry_id: int
    chosen: Sequence[tuple[int, Decimal]] = ()
    spared: frozenset[int] = frozenset()
    due_by: date = date.max


@dataclass(frozen=True)
class Diverted:
    """What a choice could not settle any more, in euros: others had settled it meanwhile. Of
    ``lost``, ``elsewhere`` went to other debts in the order of the law; the rest is on account."""

    entry_id: int
    lost: Decimal
    elsewhere: Decimal


@dataclass(frozen=True)
class Settled(Matched):
    """What was written, and where it is not what was chosen."""

    diverted: Sequence[Diverted] = ()


@transaction.atomic
def settle_receipts(
    allocations: Iterable[Allocation], *, acting_user: User | None, on: date
) -> Settled:
    """Match the credits of posted receipts against what their accounts owe.

    A choice is followed as far as its lines are still open; what they take no more goes to the
    other debts, in the order of the law, and ``diverted`` tells of it. What was not to be settled
    stays on the account, to be allocated. A receipt matched before, were it in part, is left
    alone: twice is once.
    """
    asked = {each.entry_id: each for each in allocations}
    received = EntryLine.objects.filter(entry__in=asked, credit__gt=0).order_by()
    board = Board.read(set(received.values_list("account_id", flat=True)))
    diverted = []
    for lines in list(board.lines.values()):
        for line in lines:
            allocation = asked.get(line.item.entry_id)
            if allocation and not line.item.is_debit and line.group is None:
                diversion = _allocate(board, lines, line, allocation)
                diverted += [diversion] if diversion.lost else []
    written = board.write(acting_user=acting_user, on=on)
    return Settled(written.count, written.total, diverted)


@transaction.atomic
def settle_account(*, account: Account, acting_user: User | None, on: date) -> Matched:
    """Match all the money received on an account against what it owes, in the order of the law."""
    board = Board.read([account.pk])
    lines = board.lines[account.pk]
    for line in lines:
        if not line.item.is_debit:
            _allocate(board, lines, line, Allocation(line.item.entry_id))
    return board.write(acting_user=acting_user, on=on)


@transaction.atomic
def settle_what_is_due(
    account_ids: Iterable[int],
    *,
    on: date,
    spared: frozenset[int] = frozenset(),
    acting_user: User | None,
) -> Matched:
    """Match what lies on these accounts: exact sums first, then against what is due on that day in
    the order of the law; the lines ``spared`` are left to what pays them otherwise."""
    board = Board.read(account_ids)
    for lines in list(board.lines.values()):
        _settle_exactly(board, [line for line in lines if line.item.line_id not in spared])
        for line in lines:
            if not line.item.is_debit and line.left and line.item.line_id not in spared:
                _allocate(board, lines, line, Allocation(line.item.entry_id, (), spared, on))
    return board.write(acting_user=acting_user, on=on)


def _allocate(
    board: Board, lines: Sequence[Line], receipt: Line, allocation: Allocation
) -> Diverted:
    debts = {line.item.line_id: line for line in lines if line.item.is_debit and line.left}
    parts: dict[int, Decimal] = defaultdict(lambda: ZERO)
    left, lost = receipt.left, ZERO
    for line_id, chosen_amount in allocation.chosen:
        debt = debts.get(line_id)
        part = min(chosen_amount, left, debt.left - parts[line_id]) if debt else ZERO
        parts[line_id] += part
        left -= part
        lost += chosen_amount - part
    rest = min(lost, left) if allocation.chosen else left
    items = [
        replace(debt.item, remainder=debt.left - parts[line_id])
        for line_id, debt in debts.items()
        if line_id not in allocation.spared
        and debt.item.due_on <= allocation.due_by
        and debt.left > parts[line_id]
    ]
    by_law = impute(items, rest, on=receipt.item.date)
    for share in by_law.shares:
        parts[share.item.line_id] += share.amount
    settled = [(debts[line_id], part) for line_id, part in parts.items() if part > 0]
    if settled:
        board.settle([*settled, (receipt, sum((part for _debt, part in settled), ZERO))])
    return Diverted(allocation.entry_id, lost, by_law.settled if allocation.chosen else ZERO)
