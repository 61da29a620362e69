"""Who may call the platform's API: a back office that shows one of the accepted keys."""

import hashlib
from typing import Any, NoReturn

from django.conf import settings
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from core.addresses import client_ip
from core.enums import SecurityKind
from core.services.count_failures import ThrottledError
from core.services.log_security import log_failure
from core.services.throttle_sign_in import reserve_key

KEYWORD = "Api-Key"
_HASHED = "sha256:"


class BackOffice:
    """The caller, once its key is known: not a person, and no user of the site."""

    is_authenticated = True


class CallThrottle(SimpleRateThrottle):
    """Calls in all, by address: far above what a back office needs at midnight."""

    scope = "platform"
    rate = "600/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return f"throttle-{self.scope}-{client_ip(request._request)}"


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _accepted_digests() -> list[str]:
    """The accepted keys, each given in clear or as ``sha256:…`` so that no key lies there."""
    return [
        key.removeprefix(_HASHED) if key.startswith(_HASHED) else _digest(key)
        for key in settings.SEPA_PLATFORM_ACCEPTED_KEYS
        if key
    ]


def _refuse_key(request: Request) -> NoReturn:
    """Log the wrong key, without it. Raises Throttled after too many from one address."""
    try:
        attempt = reserve_key(request._request)
    except ThrottledError as lock:
        wait = (lock.until - timezone.now()).total_seconds()
        raise Throttled(max(wait, 1)) from lock
    log_failure(SecurityKind.API_KEY_REFUSED, attempt)
    raise AuthenticationFailed(_("Clé inconnue."))


class PlatformKeyAuthentication(BaseAuthentication):
    """``Authorization: Api-Key …``, compared by digest in constant time."""

    def authenticate(self, request: Request) -> tuple[BackOffice, str]:
        shown = get_authorization_header(request).decode("latin-1")
        keyword, _space, key = shown.partition(" ")
        digest = _digest(key)
        # Every digest is compared, whichever fits.
        fits = [constant_time_compare(digest, accepted) for accepted in _accepted_digests()]
        if keyword != KEYWORD or not any(fits):
            _refuse_key(request)
        return BackOffice(), digest

    def authenticate_header(self, request: Request) -> str:
        return KEYWORD


class PlatformKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = PlatformKeyAuthentication
    name = "platformKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": f"{KEYWORD} <key>",
        }
