"""Servers of the inner network are spoken to only where the installation names them.

Whoever describes a folder or a mailbox could else have us knock at any door behind the firewall
(OWASP, server-side request forgery).
"""

import ipaddress
import socket
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings

from core.files.exchange.errors import ExchangeError, Reason

T = TypeVar("T")


def connect_to(host: str, connect: Callable[[str], T]) -> T:
    """``connect`` by the first of the addresses of ``host`` that answers. The name is asked for
    once: asked again by whoever connects, it might lead elsewhere than where was looked.

    Raises what ``addresses_of`` raises, and the last error of ``connect`` where none answers.
    """
    failure = OSError(host)
    for address in addresses_of(host):
        try:
            return connect(address)
        except OSError as error:
            failure = error
    raise failure


def addresses_of(host: str) -> list[str]:
    """Where ``host`` leads. Raises ExchangeError where that is a private, local or reserved network
    and ``PRIVATE_HOSTS`` names neither it nor its address; OSError or UnicodeError where it leads
    nowhere."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if host not in settings.PRIVATE_HOSTS and any(map(_is_refused, addresses)):
        raise ExchangeError(Reason.PRIVATE, host=host)
    return addresses


def _is_refused(address: str) -> bool:
    bare = address.partition("%")[0]
    return not _is_global(bare) and bare not in settings.PRIVATE_HOSTS


def _is_global(text: str) -> bool:
    address = ipaddress.ip_address(text)
    inner = getattr(address, "ipv4_mapped", None) or address
    return inner.is_global and not inner.is_multicast
