"""Whatever is owed, paid and matched: never more than a line, always sum for sum."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from core.text.money import ZERO, from_cents
from ledger.matching.selectors.open_items import OpenItem
from ledger.matching.selectors.settlement import impute
from ledger.matching.services.match_by_hand import parts_of
from ledger.matching.services.match_exact_sums import _equal_amounts, _run_of, _runs, _whole
from ledger.matching.services.open_board import Board, Group, Line

FIRST = date(2026, 1, 1)
#: Few values, so that sums agree often.
AMOUNTS = st.integers(min_value=1, max_value=12).map(from_cents)
SIGNED = st.lists(st.tuples(st.booleans(), AMOUNTS), max_size=14)


def item(number: int, is_debit: bool, amount: Decimal, day: int = 0) -> OpenItem:
    return OpenItem(
        line_id=number,
        account_id=1,
        entry_id=number,
        due_on=FIRST + timedelta(days=day),
        date=FIRST + timedelta(days=day),
        label="",
        reference="",
        voucher="",
        is_debit=is_debit,
        amount=amount,
        remainder=amount,
    )


def board_of(rows: Sequence[tuple[bool, Decimal]]) -> Board:
    items = [item(number, is_debit, amount) for number, (is_debit, amount) in enumerate(rows, 1)]
    return Board({1: [Line(each, each.remainder) for each in items]}, {1: "450"}, {})


def assert_holds(board: Board) -> None:
    by_group: dict[Group, Decimal] = {}
    for line in board.lines[1]:
        settled = line.item.amount - line.left
        assert 0 <= settled <= line.item.amount
        assert bool(settled) == (line.group is not None)
        if line.group is not None:
            signed = settled if line.item.is_debit else -settled
            by_group[line.group] = by_group.get(line.group, ZERO) + signed
    assert all(total == 0 for total in by_group.values())


@given(SIGNED)
def test_exact_sums_settle_whole_lines_only(rows: list[tuple[bool, Decimal]]) -> None:
    board = board_of(rows)
    for rule in (_equal_amounts, _runs, _whole):
        for found in rule([line for line in board.lines[1] if line.left]):
            board.settle([(line, line.left) for line in found])
    assert_holds(board)
    assert all(line.left in (ZERO, line.item.amount) for line in board.lines[1])


@settings(max_examples=200)
@given(SIGNED, st.lists(st.sets(st.integers(1, 14), min_size=2), max_size=6))
def test_any_choices_in_any_order_hold(
    rows: list[tuple[bool, Decimal]], choices: list[set[int]]
) -> None:
    board = board_of(rows)
    for choice in choices:
        lines = [line for line in board.lines[1] if line.left and line.item.line_id in choice]
        if len({line.item.is_debit for line in lines}) == 2:
            board.settle(parts_of(lines))
            assert_holds(board)


@given(
    st.lists(st.tuples(AMOUNTS, st.integers(0, 3)), max_size=8),
    st.integers(1, 200).map(from_cents),
)
def test_a_payment_is_shared_out_to_the_cent(
    rows: list[tuple[Decimal, int]], amount: Decimal
) -> None:
    items = [item(number, True, value, day) for number, (value, day) in enumerate(rows, 1)]
    settlement = impute(items, amount, on=FIRST + timedelta(days=1))
    assert settlement.settled + settlement.overpayment == amount
    assert all(0 < share.amount <= share.item.remainder for share in settlement.shares)
    owed = sum((each.remainder for each in items), ZERO)
    assert settlement.settled == min(owed, amount)


@given(st.lists(AMOUNTS, max_size=10), AMOUNTS)
def test_a_run_adds_up(amounts: list[Decimal], wanted: Decimal) -> None:
    lines = [Line(item(n, True, value), value) for n, value in enumerate(amounts, 1)]
    run = _run_of(lines, wanted)
    assert not run or sum((line.left for line in run), ZERO) == wanted
