"""The dashboard: its frame, and each card by itself."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core import dashboard
from core.access import signed_in
from core.services import watch


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    cards = dashboard.cards_for(request.user)  # type: ignore[arg-type]
    context = {"cards": cards, "incidents": _incidents(request)}
    return render(request, "core/home.html", context)


def _incidents(request: HttpRequest) -> list[dict[str, object]]:
    """What does not go on the server, for those who are told of it."""
    if not request.user.has_perm("core.receive_system_messages"):
        return []
    return [
        {
            "title": watch.title_of(each.code),
            "what": watch.sentence_of(each.code),
            "since": each.since,
        }
        for each in watch.open_incidents()
    ]


@signed_in
def card(request: HttpRequest, code: str) -> HttpResponse:
    found = dashboard.card_for(request.user, code)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return render(request, found.template, {"card": found, **found.context(request)})
