"""A mandate is good for 36 months of the calendar, and not before it is signed."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.errors import BusinessError
from sepa.collections.services.lock_lines import lock_lines
from sepa.collections.services.preview_collections import build_preview
from sepa.collections.services.refuse_paper_debits import refuse_debit
from sepa.mandates.models import Mandate
from sepa.mandates.rules.mandate_life import is_to_come, is_too_old
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import allow_debits, make_batch, note, owe, signed
from tests.sepa.factories import House, make_house, make_lines

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("signed_on", "last"),
    [
        (date(2023, 11, 26), date(2026, 11, 26)),
        # 1,095 days after the first of March 2024 is the last of February 2027.
        (date(2024, 3, 1), date(2027, 3, 1)),
        (date(2024, 2, 29), date(2027, 2, 28)),
        (date(2025, 1, 31), date(2028, 1, 31)),
    ],
)
def test_the_last_day_is_the_same_day_three_years_later(signed_on: date, last: date) -> None:
    assert not is_too_old(signed_on, day=last)
    assert is_too_old(signed_on, day=date.fromordinal(last.toordinal() + 1))


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_it_is_good_from_its_day_to_three_years_later(signed_on: date) -> None:
    assert not is_to_come(signed_on, day=signed_on)
    assert is_to_come(signed_on, day=date.fromordinal(signed_on.toordinal() - 1))
    assert not is_too_old(signed_on, day=signed_on.replace(day=1, year=signed_on.year + 3))


def moment(year: int, month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=PARIS)


def problems(house: House, signed_at: datetime, now: datetime) -> list[str]:
    (line,) = make_lines(house)
    Mandate.objects.update(signed_at=signed_at)
    # Committed by the caller's transaction.
    (group,) = build_preview(
        lock_lines([line.pk], acting_user=house.accountant), now=now, collection_date=None
    ).groups
    return [text for each in group.lines for text in each.problems]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("signed_at", "now", "told"),
    [
        ((2024, 3, 1, 12), (2027, 3, 1, 23, 59), ""),
        ((2024, 3, 1, 12), (2027, 3, 2, 0, 5), "plus de 36 mois"),
        # Half past midnight in Paris is still the day before in UTC.
        ((2024, 3, 2, 0, 30), (2027, 3, 2, 12), ""),
        # Paper bears a day, kept as noon: a file of that morning takes it.
        ((2026, 12, 1, 12), (2026, 12, 1, 8), ""),
        ((2026, 12, 2, 12), (2026, 12, 1, 8), "date à venir"),
        ((2026, 12, 2, 0, 30), (2026, 12, 1, 23, 45), "date à venir"),
    ],
)
def test_the_file_counts_in_days_of_paris(
    signed_at: tuple[int, ...], now: tuple[int, ...], told: str
) -> None:
    house = make_house()
    found = problems(house, moment(*signed_at), moment(*now))
    assert bool(found) == bool(told)
    assert all(told in text for text in found)


@pytest.mark.dated
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("signed_on", "good"),
    [
        (date(2024, 3, 1), True),
        (date(2024, 2, 29), False),
        (date(2027, 3, 1), True),
        (date(2027, 3, 2), False),
    ],
)
def test_a_coupon_counts_alike(signed_on: date, good: bool) -> None:
    counter, user = make.make_counter(), make.make_cashier(username="marie")
    allow_debits(counter)
    row = note(make_batch(user), owe(counter, "10", "1er trim."), "bill_again", user,
               **signed(iban="FR1420041010050500013M02606"))  # fmt: skip
    today = date(2027, 3, 1)
    if good:
        refuse_debit(row, holder="Pierre PROPRIETAIRE", signed_on=signed_on, today=today)
        return
    with pytest.raises(BusinessError, match="36 mois"):
        refuse_debit(row, holder="Pierre PROPRIETAIRE", signed_on=signed_on, today=today)
