"""Days on which an entity's books still take an entry."""

from datetime import date

from ledger.books.enums import FiscalYearStatus
from ledger.books.models import FiscalYear


def first_open_day(entity_id: int, *, since: date, until: date) -> date | None:
    """The first day from ``since`` to ``until`` within an open fiscal year; None for none."""
    years = FiscalYear.objects.filter(
        entity=entity_id, status=FiscalYearStatus.OPEN, end__gte=since, start__lte=until
    )
    year = years.order_by("start").first()
    return max(year.start, since) if year else None
