"""The visitor's address, and the id of their request."""

import ipaddress
import re

from django.conf import settings
from django.http import HttpRequest

from core.database.context import LONGEST_ID, new_request_id
from core.database.logging import mask

_SANE_ID = re.compile(rf"[A-Za-z0-9][A-Za-z0-9._-]{{7,{LONGEST_ID - 1}}}")


def client_ip(request: HttpRequest) -> str | None:
    """The address of the visitor, as the trusted reverse proxies tell it; None for nonsense."""
    return address_of(
        forwarded=request.headers.get("X-Forwarded-For", ""),
        remote=request.META.get("REMOTE_ADDR") or "",
        hops=settings.TRUSTED_PROXY_COUNT,
    )


def address_of(*, forwarded: str, remote: str, hops: int) -> str | None:
    """The same, of the header's text, the address that connects and the trusted proxies."""
    parts = [part.strip() for part in forwarded.split(",")]
    told = parts[-hops] if hops and len(parts) >= hops else ""
    return _address(told or remote)


def request_id_of(request: HttpRequest) -> str:
    """The id that a trusted proxy gave the request, where it is a sane one; else a new one.

    One that a log would mask would not be found again: it is a number that somebody typed.
    """
    told = request.headers.get("X-Request-ID", "")
    if settings.TRUSTED_PROXY_COUNT and _SANE_ID.fullmatch(told) and mask(told) == told:
        return told
    return new_request_id()


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
