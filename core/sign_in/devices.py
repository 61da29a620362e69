"""Devices that have signed in before, known by a signed cookie (OWASP, "device cookies")."""

import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from core.house.middleware import Middleware
from core.people.models import User

_SALT = "core.device"
_MAX_AGE = 365 * 24 * 3600
#: A desk is shared by a few people; a cookie stays short.
_MOST = 8


_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrom", "Chrome"))
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


def describe(user_agent: str) -> str:
    """« Firefox, Windows »: what a person recognises of what the browser says of itself."""
    fallback = (("Safari", "Safari"),)
    names = [
        next((name for sign, name in signs if sign in user_agent), "")
        for signs in (_BROWSERS + fallback, _SYSTEMS)
    ]
    return ", ".join(name for name in names if name) or _("Appareil inconnu")


def known_device(request: HttpRequest, user: User | None) -> str:
    """What tells this device of ``user`` from others; empty where they never signed in on it."""
    return _entries(request).get(str(user.pk), "") if user is not None else ""


def know(request: HttpRequest, user: User) -> None:
    """Remember, with the answer, that ``user`` has shown who they are on this device.

    Under a new name each time: what was failed under the former one is forgotten.
    """
    entries = _entries(request)
    entries.pop(str(user.pk), None)
    kept = list(entries.items())[-(_MOST - 1) :]
    request.known_devices = {**dict(kept), str(user.pk): secrets.token_urlsafe(12)}  # type: ignore[attr-defined]


def _entries(request: HttpRequest) -> dict[str, str]:
    remembered = getattr(request, "known_devices", None)
    if remembered is not None:
        return dict(remembered)
    try:
        cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
        found = signing.loads(cookie, salt=_SALT, max_age=_MAX_AGE)
    except signing.BadSignature:
        return {}
    return dict(found)


class KnownDeviceMiddleware(Middleware):
    """Writes the cookie of a device that has just become known."""

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        entries = getattr(request, "known_devices", None)
        if entries is not None:
            response.set_cookie(
                settings.DEVICE_COOKIE_NAME,
                signing.dumps(entries, salt=_SALT),
                max_age=_MAX_AGE,
                secure=settings.HTTPS,
                httponly=True,
                samesite="Lax",
            )
        return response
