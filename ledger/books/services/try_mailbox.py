"""Try a mailbox, over TLS only, and say in words what came of it."""

import imaplib
import poplib
import socket
import ssl
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.files.exchange.errors import ExchangeError
from core.files.exchange.inner import connect_to

TIMEOUT_SECONDS = 10
_IMAPS, _POPS = 993, 995


@dataclass(frozen=True)
class MailboxAnswer:
    """Whether the mailbox could be opened, and a sentence about it without any secret."""

    ok: bool
    text: str


def try_mailbox(*, server: str, mailbox: str, password: str) -> MailboxAnswer:
    """Open ``mailbox`` on ``server``: ``host`` or ``host:port``, IMAP on port 993, else POP3.

    The certificate must be good. Nothing is read, kept or logged.
    """
    host, _colon, port_text = server.strip().partition(":")
    if not host or not mailbox or not password:
        return MailboxAnswer(
            False, _("Donnez le serveur, la boîte aux lettres et le mot de passe, puis réessayez.")
        )
    if port_text and not (port_text.isdecimal() and 0 < int(port_text) < 65536):
        return MailboxAnswer(False, _("Le port du serveur doit être un nombre, comme 995."))
    port = int(port_text or (_IMAPS if host.startswith("imap") else _POPS))
    count = _count_by_imap if port == _IMAPS or host.startswith("imap") else _count_by_pop
    try:
        waiting = count(host, port, mailbox, password)
    except ExchangeError as error:
        return MailboxAnswer(False, str(error))
    except (OSError, poplib.error_proto, imaplib.IMAP4.error, UnicodeError) as error:
        return MailboxAnswer(False, _reason(error, host, port))
    return MailboxAnswer(
        True,
        ngettext(
            "La boîte répond : %(count)s message l’attend.",
            "La boîte répond : %(count)s messages l’attendent.",
            waiting,
        )
        % {"count": waiting},
    )


def _secured(host: str, port: int, seconds: float | None) -> ssl.SSLSocket:
    """TLS with the address that was looked at; the certificate must bear the name."""
    link = connect_to(
        host, lambda address: socket.create_connection((address, port), timeout=seconds)
    )
    return ssl.create_default_context().wrap_socket(link, server_hostname=host)


class _Pop(poplib.POP3_SSL):
    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        return _secured(self.host, self.port, timeout)


class _Imap(imaplib.IMAP4_SSL):
    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        return _secured(self.host, self.port, timeout)


def _count_by_pop(host: str, port: int, mailbox: str, password: str) -> int:
    context = ssl.create_default_context()
    link = _Pop(host, port, timeout=TIMEOUT_SECONDS, context=context)
    try:
        link.user(mailbox)
        link.pass_(password)
        return link.stat()[0]
    finally:
        link.close()


def _count_by_imap(host: str, port: int, mailbox: str, password: str) -> int:
    context = ssl.create_default_context()
    with _Imap(host, port, ssl_context=context, timeout=TIMEOUT_SECONDS) as link:
        link.login(mailbox, password)
        _state, (count, *_others) = link.select(readonly=True)
        return int(count or 0)


def _reason(error: Exception, host: str, port: int) -> str:
    """What went wrong, without the server's own words, which may repeat what was sent."""
    place = {"host": host, "port": port}
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("Le certificat de %(host)s n’est pas reconnu : la connexion est refusée.") % place
    if isinstance(error, OSError | UnicodeError):
        # One sentence: it tells no open port from a closed one.
        return (
            _(
                "%(host)s ne répond pas comme une boîte en TLS sur le port %(port)s : vérifiez le "
                "nom et le port."
            )
            % place
        )
    return _("%(host)s refuse cette boîte ou ce mot de passe.") % place
