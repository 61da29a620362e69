"""The fiscal years that a posting is about, kept from closing until its commit."""

from collections.abc import Iterable, Sequence
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from ledger.books.models import Entity, FiscalYear
from ledger.books.posting.rules.open_year import (
    ClosedFiscalYearError,
    NoFiscalYearError,
    takes_entries,
    year_of,
)


def lock_open_years(days: Sequence[tuple[int, date]]) -> list[FiscalYear]:
    """The open fiscal year of each ``(entity id, date)``, kept from closing until the commit.

    Postings share the lock; only closing a year waits for them. Raises ClosedFiscalYearError or
    NoFiscalYearError.
    """
    entity_ids = sorted({entity_id for entity_id, _day in days})
    marks = ", ".join(["%s"] * len(entity_ids))
    shared = " FOR SHARE" if connection.features.has_select_for_update else ""
    years = list(
        FiscalYear.objects.raw(
            "SELECT * FROM ledger_books_fiscalyear"  # noqa: S608
            f" WHERE entity_id IN ({marks}) ORDER BY id{shared}",
            entity_ids,
        )
    )
    year_by_day = {(entity, day): _open_year(years, entity, day) for entity, day in set(days)}
    return [year_by_day[day] for day in days]


def _open_year(years: Iterable[FiscalYear], entity_id: int, day: date) -> FiscalYear:
    year = year_of(years, entity_id=entity_id, day=day)
    if year is None:
        raise NoFiscalYearError(
            _("Aucun exercice de %(entity)s ne contient le %(day)s : ouvrez-le ou changez la date.")
            % _place(entity_id, day)
        )
    if not takes_entries(year):
        raise ClosedFiscalYearError(
            _("L’exercice de %(entity)s qui contient le %(day)s est clôturé : changez la date.")
            % _place(entity_id, day)
        )
    return year


def _place(entity_id: int, day: date) -> dict[str, str]:
    return {"entity": str(Entity.objects.get(pk=entity_id)), "day": f"{day:%d/%m/%Y}"}
