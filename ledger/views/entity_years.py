"""Fiscal years on the entity's record, and the FEC of a year."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from core.access import right_required, user_of
from core.errors import BusinessError
from core.services import archive
from ledger.enums import FiscalYearStatus
from ledger.models import FiscalYear
from ledger.services.fec import export_fec
from ledger.views.common import SEE
from ledger.views.entity import PAGE, entity_of
from ledger.views.links import fiscal_year_url

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
        may_open=is_open and request.user.has_perm("ledger.close_fiscal_year"),
        may_export=request.user.has_perm("ledger.export_fec"),
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


@right_required("ledger.export_fec")
@require_POST
def year_fec(request: HttpRequest, pk: int) -> Any:
    """The FEC of the year as a download; a copy stays in the archive of files."""
    year = get_object_or_404(FiscalYear.objects.select_related("entity"), pk=pk)
    try:
        file = export_fec(fiscal_year=year, acting_user=user_of(request))
    except BusinessError as refusal:
        # A page, because the list of what must be mended may be long.
        context = {"refusal": refusal, "year": year, "back": fiscal_year_url(year)}
        return render(request, "ledger/fec_refused.html", context, status=422)
    return FileResponse(
        archive.open_archived(file),
        as_attachment=True,
        filename=file.name,
        content_type="text/plain; charset=iso-8859-15",
    )
