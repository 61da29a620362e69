"""Open sessions: list them, end one, end all, by oneself or by whoever may act on the account."""

from collections.abc import Iterable
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from core.database.enums import SecurityKind
from core.database.services import audit
from core.database.services.log_security import log
from core.people.models import User
from core.sign_in.services.tell_account_holder import tell


@dataclass(frozen=True)
class OpenSession:
    """A session that still opens pages. ``is_this_one``: that of whoever looks."""

    row: UserSession
    is_this_one: bool


def open_sessions(user: User, *, session_key: str | None = None) -> list[OpenSession]:
    """The sessions of ``user`` that still open pages, the last one that moved first."""
    rows = list(UserSession.objects.filter(user=user).order_by("-last_seen_at"))
    keys = [row.session_key for row in rows]
    alive = set(
        Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now()).values_list(
            "session_key", flat=True
        )
    )
    return [
        OpenSession(row, row.session_key == session_key) for row in rows if row.session_key in alive
    ]


@transaction.atomic
def end_session(*, user: User, pk: int, acting_user: User) -> bool:
    """End one session of ``user``. False where there is no such session of theirs any more."""
    rows = UserSession.objects.filter(user=user, pk=pk)
    return _end(rows, user=user, acting_user=acting_user) > 0


@transaction.atomic
def end_all_sessions(*, user: User, acting_user: User, but: str | None = None) -> int:
    """End every session of ``user`` but the one of that key. Returns how many."""
    rows = UserSession.objects.filter(user=user).exclude(session_key=but or "")
    return _end(rows, user=user, acting_user=acting_user)


def _end(rows: Iterable[UserSession], *, user: User, acting_user: User) -> int:
    ended = list(rows)
    Session.objects.filter(session_key__in=[row.session_key for row in ended]).delete()
    UserSession.objects.filter(pk__in=[row.pk for row in ended]).delete()
    if not ended:
        return 0
    addresses = sorted({str(row.ip) for row in ended})
    log(
        SecurityKind.SESSION_ENDED,
        user=user,
        acting_user=acting_user,
        count=len(ended),
        addresses=addresses,
    )
    if acting_user != user:
        audit.record("user.end_sessions", acting_user=acting_user, on=user, count=len(ended))
        tell(user, "sessions_ended")
    return len(ended)
