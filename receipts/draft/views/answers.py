"""How the draft's buttons are answered: a toast and a fresh draft, or what is wrong by line."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import trigger_client_event

from core.people.models import User
from core.screens import toasts
from core.screens.lists.selection import Selection
from core.text.errors import BusinessError
from receipts.draft.enums import RefusalCode
from receipts.draft.errors import ReceiptsRefusedError

UNDO_SECONDS = 600


def staff(request: HttpRequest) -> User:
    """The member of staff who asks; the access decorators let nobody else through."""
    assert isinstance(request.user, User)  # noqa: S101
    return request.user


def changed(request: HttpRequest, text: str, *, undo: str = "") -> HttpResponse:
    """Say what changed and let the draft refresh itself; without HTMX, go back to it."""
    if request.headers.get("HX-Request") != "true":
        toasts.done(request, text, undo=undo)
        return _back(request)
    response = HttpResponse(status=204)
    trigger_client_event(response, "draft:changed", {})
    said: Any = [{"text": text, "level": "success", "undo": undo}]
    return trigger_client_event(response, "lsc:messages", said)


def _back(request: HttpRequest) -> HttpResponse:
    """To the draft, with the filters it was left with."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    draft = reverse("receipts:draft")
    query = came_from.query if came_from.path == draft else ""
    return HttpResponseRedirect(f"{draft}?{query}" if query else draft, status=303)


def refused(
    request: HttpRequest, error: BusinessError, *, preparing: Sequence[int] = ()
) -> HttpResponse:
    """What is wrong, with the lines to set aside; nothing was done. Another date or a yes is
    offered for the lines ``preparing``, where either is the way out."""
    if request.headers.get("HX-Request") != "true":
        toasts.refused(request, " ".join([str(error), *error.problems[:5]]))
        return _back(request)
    ids = list(error.reasons) if isinstance(error, ReceiptsRefusedError) else []
    codes = error.codes if isinstance(error, ReceiptsRefusedError) else frozenset()
    context = {
        "message": str(error),
        "problems": error.problems[:200],
        "more": max(0, len(error.problems) - 200),
        "ids": Selection.of(ids).code,
        "ask_date": bool(preparing) and RefusalCode.NO_OPEN_YEAR in codes,
        "ask_anyway": bool(preparing) and RefusalCode.NO_BANK_FILE in codes,
        "entry_date": request.POST.get("entry_date", ""),
        "sel": request.POST.get("sel", "") or Selection.of(preparing).code,
        "vue": request.POST.get("vue", ""),
    }
    return render(request, "receipts/partials/problems.html", context, status=422)


def refusals_shown(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Show what a service refuses in the draft's dialog."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except BusinessError as error:
            return refused(request, error)

    return guarded


def undo_url(request: HttpRequest, name: str, ids: Sequence[int]) -> str:
    """The address that takes back what was done to these lines; good for ten minutes, for whoever
    asked and for nothing else."""
    token = uuid4().hex
    cache.set(f"draft-undo:{token}", (name, staff(request).pk, list(ids)), UNDO_SECONDS)
    return f"{reverse(name)}?lot={token}"


def undo_ids(request: HttpRequest) -> list[int] | None:
    """The lines of an undo address; None where the request is not one.

    Raises BusinessError where it is too late, or where the address was made for somebody else or
    for another gesture.
    """
    token = request.GET.get("lot")
    if token is None:
        return None
    match = request.resolver_match
    name, user_id, ids = cache.get(f"draft-undo:{token[:32]}") or ("", None, [])
    if match is None or (name, user_id) != (match.view_name, staff(request).pk):
        raise BusinessError(_("Il est trop tard pour revenir en arrière par ce bouton."))
    return list(ids)
