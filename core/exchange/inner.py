"""Servers of the inner network are spoken to only where the installation names them.

Whoever describes a folder or a mailbox could else have us knock at any door behind the firewall
(OWASP, server-side request forgery).
"""

import ipaddress
import socket

from django.conf import settings

from core.exchange.errors import ExchangeError, Reason


def refuse_inner(host: str) -> None:
    """Raise ExchangeError where ``host`` leads into a private, local or reserved network and
    ``PRIVATE_HOSTS`` names neither it nor its address. A name that leads nowhere is left to
    whoever connects."""
    if host in settings.PRIVATE_HOSTS:
        return
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return
    addresses = {str(entry[4][0]).partition("%")[0] for entry in found}
    if any(not _is_global(each) and each not in settings.PRIVATE_HOSTS for each in addresses):
        raise ExchangeError(Reason.PRIVATE, host=host)


def _is_global(text: str) -> bool:
    address = ipaddress.ip_address(text)
    inner = getattr(address, "ipv4_mapped", None) or address
    return inner.is_global and not inner.is_multicast
