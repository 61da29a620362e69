"""The visitor's address."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest


def client_ip(request: HttpRequest) -> str | None:
    """The address of the visitor, as the trusted reverse proxies tell it; None for nonsense."""
    hops = settings.TRUSTED_PROXY_COUNT
    forwarded = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    told = forwarded[-hops] if hops and len(forwarded) >= hops else ""
    return _address(told or request.META.get("REMOTE_ADDR") or "")


def _address(told: str) -> str | None:
    try:
        return str(ipaddress.ip_address(told))
    except ValueError:
        return None
