"""Passwords on their way from where they are made to the one page that shows them."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from core.database.crypto import InvalidToken, decrypt, encrypt
from core.text.errors import BusinessError
from extranet.publication.services.give_access import IssuedPassword

_KEY = "extranet_handover"
#: Time to press « print » after the page has shown them.
_LIFETIME = timedelta(minutes=30)


@dataclass(frozen=True)
class Handed:
    """A sign-in as it is told to its client."""

    name: str
    username: str
    password: str
    expires_at: datetime


def keep(request: HttpRequest, issued: list[IssuedPassword], *, now: datetime) -> None:
    """Hold them, encrypted, in the session of whoever made them, until the page shows them."""
    if issued:
        rows = [[i.name, i.username, i.password, i.expires_at.isoformat()] for i in issued]
        waiting = _rows(request.session.get(_KEY, ""), now)
        request.session[_KEY] = _seal([*waiting, *rows], now)


def waits(request: HttpRequest) -> bool:
    return _KEY in request.session


def take(request: HttpRequest, *, now: datetime) -> tuple[list[Handed], str]:
    """What waits, once, and sealed anew for the letters; nothing the second time."""
    rows = _rows(request.session.pop(_KEY, ""), now)
    return _handed(rows), _seal(rows, now) if rows else ""


def open_sealed(sealed: str, *, now: datetime) -> list[Handed]:
    """What the page that showed them had sealed. Raises BusinessError after half an hour."""
    rows = _rows(sealed, now)
    if not rows:
        raise BusinessError(
            _("Ces mots de passe ne peuvent plus être imprimés : régénérez-les au besoin.")
        )
    return _handed(rows)


def _seal(rows: list[Any], now: datetime) -> str:
    until = (now + _LIFETIME).isoformat()
    return encrypt(json.dumps({"until": until, "rows": rows}), bound_to=_KEY)


def _rows(sealed: str, now: datetime) -> list[Any]:
    try:
        content = json.loads(decrypt(sealed, bound_to=_KEY)) if sealed else {"rows": []}
        late = "until" in content and datetime.fromisoformat(content["until"]) < now
        return [] if late else list(content["rows"])
    except (InvalidToken, ValueError, KeyError, TypeError):
        return []


def _handed(rows: list[Any]) -> list[Handed]:
    return [
        Handed(name, username, password, datetime.fromisoformat(expires_at))
        for name, username, password, expires_at in rows
    ]
