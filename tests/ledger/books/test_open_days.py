"""The first day on which an entity's books still take an entry, whatever years it has open."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ledger.books.enums import FiscalYearStatus
from ledger.books.models import FiscalYear
from ledger.books.selectors.open_days import first_open_day
from tests.factories import make_entity, make_fiscal_year

pytestmark = pytest.mark.django_db
CLOSED, OPEN = FiscalYearStatus.CLOSED_ONLINE, FiscalYearStatus.OPEN


@pytest.mark.parametrize(
    "statuses", [(CLOSED, OPEN, OPEN), (OPEN, CLOSED, OPEN), (OPEN, OPEN, OPEN), (CLOSED,) * 3]
)
def test_it_is_the_first_of_all_days_that_an_open_year_holds(
    statuses: tuple[FiscalYearStatus, ...],
) -> None:
    """Years of ten days, side by side; every day asked for, until every later one."""
    entity, first = make_entity(), date(2026, 1, 1)
    years = [
        make_fiscal_year(
            entity=entity,
            start=first + timedelta(days=10 * rank),
            end=first + timedelta(days=10 * rank + 9),
            status=status,
        )
        for rank, status in enumerate(statuses)
    ]
    make_fiscal_year(entity=make_entity(code="S002"), start=first, end=date(2026, 12, 31))
    days = [first + timedelta(days=nth) for nth in range(30)]
    for since in days[::3] + days[9::10]:
        for until in (since, since + timedelta(days=1), days[-1]):
            wanted = next(
                (day for day in days if since <= day <= until and _takes(years, day)), None
            )
            assert first_open_day(entity.pk, since=since, until=until) == wanted, (since, until)


def _takes(years: list[FiscalYear], day: date) -> bool:
    return any(year.start <= day <= year.end and year.status == OPEN for year in years)
