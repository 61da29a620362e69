"""What goes wrong between two machines, whatever the protocol."""

import errno
import socket
import ssl

from core.files.exchange.errors import Reason

_UNREACHABLE = frozenset({errno.EHOSTUNREACH, errno.ENETUNREACH, errno.EHOSTDOWN})


def reason_of(error: Exception) -> Reason:
    """The reason behind an error of the network or of TLS; PROTOCOL for any other."""
    if isinstance(error, socket.gaierror | UnicodeError):
        return Reason.NAME
    if isinstance(error, ConnectionRefusedError):
        return Reason.REFUSED
    if isinstance(error, TimeoutError):
        return Reason.TIMEOUT
    if isinstance(error, ssl.SSLCertVerificationError):
        return Reason.CERTIFICATE
    if isinstance(error, ConnectionError | EOFError | ssl.SSLEOFError | ssl.SSLZeroReturnError):
        return Reason.CUT
    if isinstance(error, OSError) and error.errno in _UNREACHABLE:
        return Reason.TIMEOUT
    return Reason.PROTOCOL
