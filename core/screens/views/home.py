"""The dashboard: its frame, and each card by itself."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.people.access import signed_in
from core.screens import dashboard


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    cards = dashboard.cards_for(request.user)  # type: ignore[arg-type]
    context = {"cards": cards, "troubles": dashboard.troubles_for(request.user)}
    return render(request, "core/home.html", context)


@signed_in
def card(request: HttpRequest, code: str) -> HttpResponse:
    found = dashboard.card_for(request.user, code)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return render(request, found.template, {"card": found, **found.context(request)})
