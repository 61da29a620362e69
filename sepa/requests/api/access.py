"""Who may call the platform's API: a back office that shows one of the accepted keys."""

from dataclasses import dataclass
from typing import Any, NoReturn

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, Throttled
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from core.database.enums import SecurityKind
from core.database.services.log_security import log
from core.database.visitor import client_ip
from core.sign_in.services.count_failures import ThrottledError
from core.sign_in.services.log_failure import log_failure
from core.sign_in.services.throttle_sign_in import reserve_key
from sepa.requests.api.keys import PlatformKey, key_shown

KEYWORD = "Api-Key"


@dataclass(frozen=True)
class BackOffice:
    """The caller, once its key is known: not a person, and no user of the site."""

    key: PlatformKey
    is_authenticated = True


class HasScope(BasePermission):
    """The key opens the part of the API that the view names in ``scope``; else the log tells."""

    def has_permission(self, request: Request, view: Any) -> bool:
        caller: Any = request.user
        if not isinstance(caller, BackOffice):
            return False
        if view.scope in caller.key.scopes:
            return True
        path = request._request.path[:200]
        log(SecurityKind.FORBIDDEN, key=caller.key.name, path=path, right=view.scope)
        return False


class CallThrottle(SimpleRateThrottle):
    """Calls in all, by address: far above what a back office needs at midnight."""

    scope = "platform"
    rate = "600/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        return f"throttle-{self.scope}-{client_ip(request._request)}"


def _refuse_key(request: Request) -> NoReturn:
    """Log the wrong key, without it. Raises Throttled after too many from one address."""
    try:
        attempt = reserve_key(request._request)
    except ThrottledError as lock:
        wait = (lock.until - timezone.now()).total_seconds()
        raise Throttled(max(wait, 1)) from lock
    log_failure(SecurityKind.API_KEY_REFUSED, attempt)
    raise AuthenticationFailed(_("Clé inconnue."))


def _trace(key: PlatformKey, address: str) -> None:
    """Log a key's first use of the day from each address: who uses it, and whether still."""
    if cache.add(f"platform-key:{key.digest}:{address}:{timezone.localdate()}", True, 86_400):
        log(SecurityKind.API_KEY_USED, key=key.name)


class PlatformKeyAuthentication(BaseAuthentication):
    """``Authorization: Api-Key …``, compared by digest in constant time."""

    def authenticate(self, request: Request) -> tuple[BackOffice, str]:
        shown = get_authorization_header(request).decode("latin-1")
        keyword, _space, secret = shown.partition(" ")
        key = key_shown(secret, today=timezone.localdate())
        if keyword != KEYWORD or key is None:
            _refuse_key(request)
        _trace(key, client_ip(request._request) or "")
        return BackOffice(key), key.name

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
