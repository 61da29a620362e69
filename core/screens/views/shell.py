"""The parts of the frame: what waits, theme, entity, favourites, search."""

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBadRequest,
    HttpResponseRedirect,
    JsonResponse,
)
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language

from core.people.access import background, public, signed_in, user_of
from core.screens import entity_switch, navigation, search, shell, toasts
from core.screens.services import favourites, preferences
from core.screens.shell import THEME_KEY, THEMES
from core.text.errors import BusinessError


def _back(request: HttpRequest) -> HttpResponse:
    """To the page one came from, if it is of this site."""
    target = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    # Not ``redirect``: it takes a text without a slash for the name of a page.
    return HttpResponseRedirect(target)


@background
@signed_in
@require_GET
def pulse(request: HttpRequest) -> HttpResponse:
    """The bell and the menu's counts; the page asks for it now and then."""
    items = navigation.items_for(request.user)  # type: ignore[arg-type]
    entity = entity_switch.current(request)
    code = entity.code if entity else ""
    counts = [(item.key, item.waiting(request.user, code)) for item in items if item.waiting]  # type: ignore[arg-type]
    unread = sum([count(user_of(request)) for count in shell.UNREAD])
    return render(request, "core/partials/pulse.html", {"counts": counts, "unread": unread})


@background
@public
@require_GET
def token(request: HttpRequest) -> HttpResponse:
    """A fresh form token, for a page that stayed open while its reader signed in again."""
    return JsonResponse({"token": get_token(request), "signedIn": request.user.is_authenticated})


@public
@require_GET
def resume(request: HttpRequest) -> HttpResponse:
    """Shown after signing in again in another tab: tells the waiting page to go on."""
    return render(request, "core/resume.html")


@signed_in
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        return HttpResponseBadRequest()
    preferences.remember(acting_user=request.user, key=THEME_KEY, value=chosen)  # type: ignore[arg-type]
    return HttpResponse(status=204)


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remembers the reader's language in a cookie, then back to the page they were on."""
    return set_language(request)


@signed_in
@require_GET
def entities(request: HttpRequest) -> HttpResponse:
    context = {"choices": entity_switch.choices_for(request.user)}  # type: ignore[arg-type]
    return render(request, "core/partials/entities.html", context)


@signed_in
@require_POST
def choose_entity(request: HttpRequest) -> HttpResponse:
    if not entity_switch.choose(request, request.POST.get("entity", "")):
        toasts.refused(request, _("Cette entité n’existe pas, ou vous n’y avez pas accès."))
    return _back(request)


@signed_in
@require_POST
def add_favourite(request: HttpRequest) -> HttpResponse:
    try:
        favourites.pin(
            acting_user=request.user,  # type: ignore[arg-type]
            label=request.POST.get("label", ""),
            url=request.POST.get("next", ""),
        )
    except BusinessError as error:
        toasts.refused(request, error)
    else:
        toasts.done(request, _("Raccourci ajouté au menu."))
    return _back(request)


@signed_in
@require_POST
def remove_favourite(request: HttpRequest) -> HttpResponse:
    favourites.unpin(acting_user=request.user, url=request.POST.get("url", ""))  # type: ignore[arg-type]
    toasts.done(request, _("Raccourci retiré du menu."))
    return _back(request)


@signed_in
@require_GET
def find(request: HttpRequest) -> HttpResponse:
    text = request.GET.get("q", "")
    groups = search.search(request.user, text)  # type: ignore[arg-type]
    context = {"groups": groups, "text": text.strip(), "too_short": len(text.strip()) < 2}
    return render(request, "core/partials/search.html", context)
