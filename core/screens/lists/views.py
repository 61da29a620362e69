"""What a list's address answers: page, part, file, selection's totals, preferences."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from core.screens import toasts
from core.screens.lists import preferences
from core.screens.lists.columns import Column
from core.screens.lists.files import file_of
from core.screens.lists.state import ListState
from core.screens.lists.table import table_context
from core.text.errors import BusinessError

TABLE_ID = "list-table"

Page = ListState[Any]


def answer(page: Page) -> HttpResponseBase:
    """The response for a list's request."""
    request = page.request
    if request.method == "POST":
        return _post(page, request)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    if request.GET.get("format"):
        return file_of(page, request.GET["format"])
    if request.GET.get("part") == "total":
        count, totals = _in_words(page.totals(page.filtered()))
        return render(request, "core/lists/partials/total.html", {"count": count, "totals": totals})
    return _table(page, request) if wants_part(request) else _page(page, request)


def wants_part(request: HttpRequest) -> bool:
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
            return file_of(state, request.POST["format"])
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
        count, totals = _in_words(page.totals(page.selected()))
    except BusinessError:
        count, totals = 0, []
    return render(
        page.request, "core/lists/partials/selection.html", {"count": count, "totals": totals}
    )


def _in_words(
    figures: tuple[int, list[tuple[Column, Any]]],
) -> tuple[int, list[tuple[str, str]]]:
    count, totals = figures
    return count, [(str(column.label), column.sum_text(total)) for column, total in totals]


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


def perform(
    request: HttpRequest,
    page_class: type[ListState[Any]],
    act: Callable[[QuerySet[Any]], object],
) -> HttpResponse:
    """Run ``act`` on the rows selected in the list and go back to it.

    ``act`` calls one service and returns a sentence for the user; a refusal is shown as such.
    """
    page = page_class.of_selection(request)
    try:
        sentence = act(page.selected())
    except BusinessError as refusal:
        messages.error(request, " ".join([str(refusal), *refusal.problems]))
    else:
        messages.success(request, str(sentence))
    return HttpResponseRedirect(page.address(page.query_string(page=page.number)), status=303)
