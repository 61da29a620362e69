"""Open, close, archive and reopen the fiscal years of an entity."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from ledger.books.enums import FiscalYearStatus
from ledger.books.models import Entity, FiscalYear


class ClosedFiscalYearError(BusinessError):
    """The date falls in a fiscal year that no longer takes entries."""


class NoFiscalYearError(BusinessError):
    """No fiscal year of the entity holds the date."""


def lock_open_years(
    days: Collection[tuple[int, date]],
) -> dict[tuple[int, date], FiscalYear]:
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
    return {(entity_id, day): _open_year(years, entity_id, day) for entity_id, day in days}


def _open_year(years: Iterable[FiscalYear], entity_id: int, day: date) -> FiscalYear:
    for year in years:
        if year.entity_id == entity_id and year.start <= day <= year.end:
            if year.status == FiscalYearStatus.OPEN:
                return year
            raise ClosedFiscalYearError(
                _("L’exercice de %(entity)s qui contient le %(day)s est clôturé : changez la date.")
                % _place(entity_id, day)
            )
    raise NoFiscalYearError(
        _("Aucun exercice de %(entity)s ne contient le %(day)s : ouvrez-le ou changez la date.")
        % _place(entity_id, day)
    )


def _place(entity_id: int, day: date) -> dict[str, str]:
    return {"entity": str(Entity.objects.get(pk=entity_id)), "day": f"{day:%d/%m/%Y}"}
