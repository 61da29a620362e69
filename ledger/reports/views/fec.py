"""The FEC of a fiscal year."""

from typing import Any

from django.http import FileResponse, HttpRequest
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from core.files.services import archive
from core.people.access import right_required, user_of
from core.text.errors import BusinessError
from ledger.books.models import FiscalYear
from ledger.books.views.book_links import fiscal_year_url
from ledger.reports.services.export_fec import export_fec


@right_required("ledger_books.export_fec")
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
