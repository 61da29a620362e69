"""The dashboard: its frame, and each card by itself."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from core.people.access import signed_in, user_of
from core.screens import dashboard


@signed_in
def home(request: HttpRequest) -> HttpResponse:
    user = user_of(request)
    context = {"cards": dashboard.cards_for(user), "troubles": dashboard.troubles_for(user)}
    return render(request, "core/home.html", context)


@signed_in
def card(request: HttpRequest, code: str) -> HttpResponse:
    found = dashboard.card_for(request.user, code)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return render(request, found.template, {"card": found, **found.context(request)})
