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


def client_network(request: HttpRequest) -> str:
    """What one visitor may change at will counts as one: a whole /64 of IPv6."""
    address = ipaddress.ip_address(client_ip(request) or "0.0.0.0")  # noqa: S104
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network(f"{address}/64", strict=False).network_address)
