"""A back office that nobody touches closes: what the page asks for by itself is no move."""

from datetime import timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.database.enums import SecurityKind
from core.database.services.log_security import log
from core.house.middleware import Middleware

LAST_MOVE = "last_move"
#: How often a move is written down: a session is not saved at every request.
_EVERY = timedelta(minutes=1).total_seconds()


class IdleMiddleware(Middleware):
    """Ends a session of the back office after IDLE_MINUTES without a move."""

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated:
            return None
        now = timezone.now().timestamp()
        if settings.LSC_SITE == "backoffice" and _has_slept(request, now):
            log(SecurityKind.SESSION_IDLE, user=request.user)
            request.ended_for = SecurityKind.SESSION_IDLE  # type: ignore[attr-defined]
            logout(request)
        elif not getattr(view, "background", False):
            _move(request, now)
        return None


def _has_slept(request: HttpRequest, now: float) -> bool:
    last = request.session.get(LAST_MOVE)
    limit = timedelta(minutes=settings.IDLE_MINUTES).total_seconds()
    return bool(limit) and last is not None and now - last > limit


def _move(request: HttpRequest, now: float) -> None:
    # A clock that was ahead, and is put right, must not make a session eternal.
    if abs(now - request.session.get(LAST_MOVE, 0)) < _EVERY:
        return
    request.session[LAST_MOVE] = now
    seen = UserSession.objects.filter(session_key=request.session.session_key)
    if not seen.update(last_seen_at=timezone.now()) and request.session.session_key:
        UserSession.objects.create_from_request(request)
