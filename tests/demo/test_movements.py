"""What happened at the demo agency holds together on whatever day it is shown."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest

from lsc.demo import people
from lsc.demo.movements import Diary, debit, share_out
from lsc.demo.year import movements

DAYS = [
    date(2026, 1, 1),
    date(2026, 3, 31),
    date(2026, 11, 21),
    date(2027, 12, 31),
    date(2028, 2, 29),
]
everyday = pytest.mark.parametrize("today", DAYS, ids=str)


def balances(today: date) -> dict[str, Decimal]:
    """Debits less credits by ``S001/450PIERREP``."""
    total: dict[str, Decimal] = defaultdict(Decimal)
    for movement in movements(today):
        for account, debit_side, credit_side in movement.lines:
            total[f"{movement.entity}/{account}"] += debit_side - credit_side
    return total


@everyday
def test_nothing_happens_in_the_future_nor_before_last_year(today: date) -> None:
    dates = [movement.date for movement in movements(today)]
    assert dates == sorted(dates)
    assert dates[0] == date(today.year - 1, 1, 1)
    assert dates[-1] <= today


@everyday
def test_every_movement_is_balanced_and_one_sided(today: date) -> None:
    for movement in movements(today):
        assert sum(line[1] for line in movement.lines) == sum(line[2] for line in movement.lines)
        assert all((line[1] > 0) != (line[2] > 0) for line in movement.lines)


@everyday
def test_pierre_owes_65_63_euros(today: date) -> None:
    assert balances(today)["S001/450PIERREP"] == Decimal("65.63")


@everyday
def test_the_tenants_of_the_coupon_owe_what_it_says(today: date) -> None:
    owed = balances(today)
    assert owed["G001/81MARITON"] == Decimal("3817.83")
    assert owed["G001/81ROLINMAR"] == Decimal("650.00")


@everyday
def test_no_treasury_account_is_ever_overdrawn(today: date) -> None:
    running: dict[str, Decimal] = defaultdict(Decimal)
    for movement in movements(today):
        for account, debit_side, credit_side in movement.lines:
            if account.startswith(("51", "53")):
                running[f"{movement.entity}/{account}"] += debit_side - credit_side
        assert all(total >= 0 for total in running.values()), movement


def test_the_same_day_tells_the_same_story() -> None:
    assert movements(DAYS[0]) == movements(DAYS[0])


def test_journals_that_want_a_voucher_get_one() -> None:
    assert all(m.voucher for m in movements(DAYS[2]) if m.journal in {"CM", "CA"})


def test_shares_leave_no_cent_behind() -> None:
    parts = share_out(Decimal("100.00"), [333, 333, 334])
    assert parts == [Decimal("33.30"), Decimal("33.30"), Decimal("33.40")]
    assert sum(owner.share for owner in people.CO_OWNERS) == 1000


def test_an_unbalanced_movement_is_refused() -> None:
    import random

    diary = Diary("S001", DAYS[0], random.Random(0))
    with pytest.raises(ValueError, match="not balanced"):
        diary.note("OD", DAYS[0], "Erreur", debit("601000", Decimal(1)))
