"""A list as a file: its selection, or failing one everything in the filter."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.translation import gettext as _

from core.screens import exports
from core.screens.lists.columns import Column
from core.screens.lists.state import ListState
from core.screens.pdf import pdf_response, render_pdf

#: More would keep the reader waiting, and nobody reads so much paper.
MAX_PRINTED = 2_000


def file_of(page: ListState[Any], kind: str) -> HttpResponseBase:
    """The selection, or failing one everything in the filter, as a file."""
    is_selection = page.request.method == "POST" and page.selection_code
    rows = page.selected() if is_selection else page.ordered()
    title = str(page.title)
    columns = [column.export for column in page.shown]
    if kind == "xlsx":
        return exports.xlsx_response(
            page.export_rows(rows.iterator(chunk_size=2000)), columns, title=title
        )
    if kind == "csv":
        return exports.csv_response(
            page.export_rows(rows.iterator(chunk_size=2000)), columns, title=title
        )
    return _print(page, rows, title)


def _print(page: ListState[Any], rows: Any, title: str) -> HttpResponse:
    printed = list(rows[: MAX_PRINTED + 1])
    if len(printed) > MAX_PRINTED:
        messages.error(
            page.request,
            _(
                "Cette liste compte plus de 2 000 lignes : filtrez-la avant de l’imprimer, "
                "ou exportez-la en XLSX."
            ),
        )
        return HttpResponseRedirect(page.address(page.query_string()), status=303)
    _count, totals = page.totals(rows)
    sums = {column.name: column.text(total) for column, total in totals}
    context = {
        "columns": page.shown,
        "lines": [
            [(column.text(column.raw(row)), column.align) for column in page.shown]
            for row in printed
        ],
        "sums": [sums.get(column.name, "") for column in page.shown] if sums else [],
        "wide": len(page.shown) > 6,
        "count": len(printed),
        "criteria": criteria(page),
    }
    return pdf_response(render_pdf("core/lists/pdf.html", context, title=title), title=title)


def criteria(page: ListState[Any]) -> list[str]:
    """What the list is filtered on, in words, for paper."""
    said = [_("Recherche : %(text)s") % {"text": page.text}] if page.text else []
    if page.filterset is None or not page.filterset.form.is_valid():
        return said
    for name, value in page.filterset.form.cleaned_data.items():
        if value in (None, "", False) or (hasattr(value, "__len__") and not value):
            continue
        field = page.filterset.form.fields[name]
        choices = dict(getattr(field, "choices", ()))
        shown = choices.get(value, value)
        said.append(f"{field.label} : {Column(name, '').text(shown)}")
    return said
