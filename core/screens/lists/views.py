"""What a list's address answers: page, part, file, selection's totals, preferences."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from core.screens import exports, toasts
from core.screens.lists import preferences
from core.screens.lists.columns import Column
from core.screens.lists.page import ListPage
from core.screens.pdf import pdf_response, render_pdf
from core.text.errors import BusinessError

TABLE_ID = "list-table"
#: More would keep the reader waiting, and nobody reads so much paper.
MAX_PRINTED = 2_000

Page = ListPage[Any]


@dataclass(frozen=True)
class Row:
    """A row ready to print: few values, so that the template has little to do."""

    id: int
    attributes: SafeString
    check: SafeString
    cells: SafeString


@dataclass(frozen=True)
class Heading:
    """A heading: where a click on it leads and what a screen reader says of its order."""

    column: Column
    address: str
    aria_sort: str


def answer(page: Page) -> HttpResponseBase:
    """The response for a list's request."""
    request = page.request
    if request.method == "POST":
        return _post(page, request)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if request.GET.get("format"):
        return _file(page, request.GET["format"])
    if request.GET.get("part") == "total":
        count, totals = _told(page.totals(page.filtered()))
        return render(request, "core/lists/partials/total.html", {"count": count, "totals": totals})
    return _table(page, request) if _wants_part(request) else _page(page, request)


def _wants_part(request: HttpRequest) -> bool:
    headers = request.headers
    return headers.get("HX-Target", "").endswith(TABLE_ID) and (
        headers.get("HX-History-Restore-Request") != "true"
    )


def _post(page: Page, request: HttpRequest) -> HttpResponseBase:
    part = request.POST.get("part", "")
    state = type(page).of_selection(request)
    if part == "selection":
        return _selection(state)
    try:
        if request.POST.get("format"):
            return _file(state, request.POST["format"])
        _remember(state, request, part)
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(state.address(state.query_string(page=state.number)), status=303)


def _remember(page: Page, request: HttpRequest, part: str) -> None:
    """Keep what the user chose: columns, or a view by name."""
    data = request.POST
    if part == "columns":
        known = {column.name for column in page.columns}
        order = data.get("order", "").split(",")
        hidden = set(order) - set(data.getlist("shown"))
        preferences.save_columns(page.user, page.key, order=order, hidden=hidden, known=known)
    elif part == "columns-reset":
        preferences.reset_columns(page.user, page.key)
    elif part == "view-save":
        name, query = data.get("name", ""), page.query_string()
        preferences.save_view(page.user, page.key, name=name, query=query)
        messages.success(request, _("Vue « %(name)s » enregistrée.") % {"name": name})
    elif part == "view-delete":
        preferences.delete_view(page.user, page.key, name=data.get("name", ""))
    else:
        raise BusinessError(_("Cette demande n’a pas été comprise : rechargez la page."))


def _selection(page: Page) -> HttpResponse:
    """Count and totals of the selection, for the live region."""
    try:
        count, totals = _told(page.totals(page.selected()))
    except BusinessError:
        count, totals = 0, []
    return render(
        page.request, "core/lists/partials/selection.html", {"count": count, "totals": totals}
    )


def _file(page: Page, kind: str) -> HttpResponseBase:
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


def _told(found: tuple[int, list[tuple[Column, Any]]]) -> tuple[int, list[tuple[str, str]]]:
    count, totals = found
    return count, [(str(column.label), column.sum_text(total)) for column, total in totals]


def _print(page: Page, rows: Any, title: str) -> HttpResponse:
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


def criteria(page: Page) -> list[str]:
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


def _rows(page: Page) -> tuple[list[Row], bool]:
    """The rows of the page and whether there are more; one row is read beyond the page."""
    first = (page.number - 1) * page.page_size
    found = list(page.ordered()[first : first + page.page_size + 1])
    cells = [(column.opening, column) for column in page.shown]
    named = next((column for column in page.columns if column.link), page.columns[0])
    select = escape(_("Sélectionner"))
    rows = []
    for rank, row in enumerate(found[: page.page_size], start=first + 1):
        link = page.row_link(row, rank)
        inside = "".join(
            f"{tag}{column.inside(row, link, page.opens)}</td>" for tag, column in cells
        )
        name = escape(named.text(named.raw(row)))
        check = (
            f'<input class="form-check-input" type="checkbox" value="{row.pk}" tabindex="-1"'
            f' aria-label="{select} {name}">'
        )
        attributes = f'class="{escape(page.row_css(row))}"'
        rows.append(Row(row.pk, *map(mark_safe, (attributes, check, inside))))
    return rows, len(found) > page.page_size


def _headings(page: Page) -> list[Heading]:
    chosen, descending = page.sort
    headings = []
    for column in page.shown:
        is_chosen = column is chosen
        code = f"-{column.name}" if is_chosen and not descending else column.name
        address = page.address(page.query_string(sort=code)) if column.sort_fields else ""
        order = ("descending" if descending else "ascending") if is_chosen else "none"
        headings.append(Heading(column, address, order if address else ""))
    return headings


def table_context(page: Page) -> dict[str, Any]:
    """What the part that HTMX swaps needs."""
    rows, has_more = _rows(page)
    query, filters = page.query_string(page=page.number), page.query_string()
    return {
        "list": page,
        "headings": _headings(page),
        "rows": rows,
        "query": query,
        "total_url": page.address(f"{filters}&part=total" if filters else "part=total"),
        "first_rank": (page.number - 1) * page.page_size + 1,
        "last_rank": (page.number - 1) * page.page_size + len(rows),
        "previous_url": page.address(page.query_string(page=page.number - 1))
        if page.number > 1
        else "",
        "next_url": page.address(page.query_string(page=page.number + 1)) if has_more else "",
        "is_filtered": bool(page.text or list(page._filter_values())),
        "selection_code": page.selection_code,
    }


def _table(page: Page, request: HttpRequest) -> HttpResponse:
    response = render(request, "core/lists/partials/table.html", table_context(page))
    said = [toasts.as_dict(message) for message in messages.get_messages(request)]
    if said:
        trigger_client_event(response, "lsc:messages", said)  # type: ignore[arg-type]
    response.headers["HX-Push-Url"] = page.address(page.query_string(page=page.number))
    patch_vary_headers(response, ["HX-Target"])
    return response


def _page(page: Page, request: HttpRequest) -> HttpResponse:
    create = page.create
    may_create = create is not None and (not create.right or page.user.has_perm(create.right))
    context = {
        **table_context(page),
        "may_create": may_create,
        "arranged": [(column, page.preference.is_shown(column)) for column in page.arranged],
    }
    response = render(request, page.template_name, context)
    patch_vary_headers(response, ["HX-Target"])
    return response
