"""Matching without a person: lines whose sums agree to the cent, receipts against what is owed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db import transaction

from core.models import User
from core.money import ZERO
from ledger.models import Account, EntryLine
from ledger.selectors.open_items import OpenItem
from ledger.selectors.settlement import impute
from ledger.services.matching.board import Board, Line, Matched

#: Accounts locked and matched in one transaction.
_AT_ONCE = 500
#: Beyond this many open lines an account is not searched for runs: it would take seconds.
_MAX_RUN_SEARCH = 400


def match_exact_sums(*, accounts: Iterable[int], acting_user: User | None) -> Matched:
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
                for rule in (_reversals, _equal_amounts, _runs, _whole):
                    for found in rule([line for line in lines if line.left]):
                        board.settle([(line, line.left) for line in found])
            written = board.write(acting_user=acting_user)
        count, total = count + written.count, total + written.total
    return Matched(count, total)


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

    Without a choice, what its account owes on the receipt's day, in the order of the law.
    """

    entry_id: int
    chosen: Sequence[tuple[int, Decimal]] = ()


@transaction.atomic
def settle_receipts(
    allocations: Iterable[Allocation], *, acting_user: User | None, on: date | None = None
) -> Matched:
    """Match the credits of posted receipts against what their accounts owe.

    A choice is followed as far as its lines are still open; what is not settled stays on the
    account, to be allocated. A receipt matched before, were it in part, is left alone: twice is
    once.
    """
    asked = {each.entry_id: each for each in allocations}
    received = EntryLine.objects.filter(entry__in=asked, credit__gt=0).order_by()
    board = Board.read(set(received.values_list("account_id", flat=True)))
    for lines in list(board.lines.values()):
        for line in lines:
            allocation = asked.get(line.item.entry_id)
            if allocation and not line.item.is_debit and line.group is None:
                _allocate(board, lines, line, allocation)
    return board.write(acting_user=acting_user, on=on)


@transaction.atomic
def settle_account(*, account: Account, acting_user: User | None) -> Matched:
    """Match all the money received on an account against what it owes, in the order of the law."""
    board = Board.read([account.pk])
    lines = board.lines[account.pk]
    for line in lines:
        if not line.item.is_debit:
            _allocate(board, lines, line, Allocation(line.item.entry_id))
    return board.write(acting_user=acting_user)


def _allocate(board: Board, lines: Sequence[Line], receipt: Line, allocation: Allocation) -> None:
    debts = {line.item.line_id: line for line in lines if line.item.is_debit and line.left}
    parts = []
    left = receipt.left
    for line_id, wanted in allocation.chosen or _by_law(debts.values(), receipt):
        debt = debts.pop(line_id, None)
        part = min(wanted, left, debt.left) if debt else ZERO
        if debt and part > 0:
            parts.append((debt, part))
            left -= part
    if parts:
        board.settle([*parts, (receipt, receipt.left - left)])


def _by_law(debts: Iterable[Line], receipt: Line) -> list[tuple[int, Decimal]]:
    items = [_now(line) for line in debts]
    shares = impute(items, receipt.left, on=receipt.item.date).shares
    return [(share.item.line_id, share.amount) for share in shares]


def _now(line: Line) -> OpenItem:
    """The item with what is left of it on the board."""
    return replace(line.item, remainder=line.left)
