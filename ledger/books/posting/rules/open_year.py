"""An entry is of an open fiscal year of its entity, the one that holds its date."""

from collections.abc import Iterable
from datetime import date

from core.text.errors import BusinessError
from ledger.books.enums import FiscalYearStatus, PostingRefusal
from ledger.books.models import FiscalYear


class ClosedFiscalYearError(BusinessError):
    """The date falls in a fiscal year that no longer takes entries."""

    code = PostingRefusal.YEAR_CLOSED


class NoFiscalYearError(BusinessError):
    """No fiscal year of the entity holds the date."""

    code = PostingRefusal.NO_YEAR


def year_of(years: Iterable[FiscalYear], *, entity_id: int, day: date) -> FiscalYear | None:
    """The fiscal year of the entity that holds the day, whether it takes entries or not."""
    for year in years:
        if year.entity_id == entity_id and year.start <= day <= year.end:
            return year
    return None


def takes_entries(year: FiscalYear | None) -> bool:
    return year is not None and year.status == FiscalYearStatus.OPEN
