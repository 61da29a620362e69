"""Fiscal years on the entity's record."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from core.people.access import right_required
from ledger.books.enums import FiscalYearStatus
from ledger.books.models import FiscalYear
from ledger.books.views.book_links import fiscal_year_url
from ledger.books.views.common import SEE
from ledger.books.views.entity_pages import PAGE, entity_of

_EMPTY = {
    FiscalYearStatus.OPEN: gettext_lazy("Aucun exercice : ouvrez le premier."),
    FiscalYearStatus.CLOSED_ONLINE: gettext_lazy("Aucun exercice clôturé."),
    FiscalYearStatus.ARCHIVED: gettext_lazy("Aucun exercice n’a été mis hors ligne."),
}


def _tab(request: HttpRequest, pk: int, *, tab: str, status: FiscalYearStatus) -> HttpResponse:
    entity = entity_of(pk)
    years = FiscalYear.objects.filter(entity=entity, status=status).order_by("-start")
    is_open = status == FiscalYearStatus.OPEN
    return PAGE.render(
        request,
        entity,
        tab=tab,
        template="ledger/entity_years.html",
        years=[(year, fiscal_year_url(year)) for year in years],
        empty_text=_EMPTY[status],
        is_open=is_open,
        open_url=reverse("ledger:fiscal_year_open"),
        may_open=is_open and request.user.has_perm("ledger_books.close_fiscal_year"),
        may_export=request.user.has_perm("ledger_books.export_fec"),
    )


@right_required(SEE)
@require_GET
def entity_open_years(request: HttpRequest, pk: int) -> HttpResponse:
    """Years that take entries."""
    return _tab(request, pk, tab="open", status=FiscalYearStatus.OPEN)


@right_required(SEE)
@require_GET
def entity_years(request: HttpRequest, pk: int) -> HttpResponse:
    """Closed years that can still be read online."""
    return _tab(request, pk, tab="online", status=FiscalYearStatus.CLOSED_ONLINE)


@right_required(SEE)
@require_GET
def entity_archives(request: HttpRequest, pk: int) -> HttpResponse:
    """Years taken offline."""
    return _tab(request, pk, tab="offline", status=FiscalYearStatus.ARCHIVED)
