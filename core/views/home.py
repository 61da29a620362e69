"""The dashboard: its frame, and each card by itself."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core import dashboard
from core.access import signed_in


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    cards = dashboard.cards_for(request.user)  # type: ignore[arg-type]
    return render(request, "core/home.html", {"cards": cards})


@signed_in
def card(request: HttpRequest, code: str) -> HttpResponse:
    found = dashboard.card_for(request.user, code)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return render(request, found.template, {"card": found, **found.context(request)})
