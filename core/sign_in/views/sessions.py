"""One's own sessions, on both sites; and a colleague's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from core.people.access import right_required, signed_in, user_of
from core.people.enums import UserKind
from core.people.models import User
from core.screens import toasts
from core.sign_in.services import users
from core.sign_in.services.end_sessions import end_all_sessions, end_session, open_sessions


@signed_in
@require_GET
def mine(request: HttpRequest) -> HttpResponse:
    opened = open_sessions(user_of(request), session_key=request.session.session_key)
    return render(request, "account/sessions.html", {"sessions": opened})


@signed_in
@require_POST
def end_mine(request: HttpRequest, pk: int) -> HttpResponse:
    if end_session(user=user_of(request), pk=pk, acting_user=user_of(request)):
        toasts.done(request, _("Cette session est fermée."))
    return redirect("account_sessions")


@signed_in
@require_POST
def end_my_others(request: HttpRequest) -> HttpResponse:
    me = user_of(request)
    count = end_all_sessions(user=me, acting_user=me, but=request.session.session_key)
    toasts.done(request, _told(count))
    return redirect("account_sessions")


@right_required("core_people.manage_users")
@require_POST
def end_theirs(request: HttpRequest, pk: int) -> HttpResponse:
    """Every session of a colleague, for who may act on their account."""
    person = get_object_or_404(User, pk=pk, kind=UserKind.STAFF)
    users.check_reach(user_of(request), person)
    toasts.done(request, _told(end_all_sessions(user=person, acting_user=user_of(request))))
    return redirect("core:user", pk=pk)


def _told(count: int) -> str:
    if not count:
        return _("Aucune autre session n’était ouverte.")
    text = ngettext("%(count)d session fermée.", "%(count)d sessions fermées.", count)
    return text % {"count": count}
