"""The visitor's address."""

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str | None:
    """The address of the visitor, as the trusted reverse proxies tell it."""
    hops = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    if hops and len(forwarded) >= hops:
        return forwarded[-hops] or None
    return request.META.get("REMOTE_ADDR") or None
