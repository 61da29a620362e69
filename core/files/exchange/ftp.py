"""FTPS with explicit TLS, and bare FTP where a partner insists."""

import ftplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from socket import socket
from typing import Any, BinaryIO

from core.files.exchange.errors import ExchangeError, Reason
from core.files.exchange.inner import connect_to
from core.files.exchange.network import reason_of
from core.files.exchange.transport import (
    ANSWER_SECONDS,
    CHUNK,
    CONNECT_SECONDS,
    RemoteFile,
    Transport,
    is_safe_name,
)

#: How long to wait for a server to agree that a transfer is over; many never say.
_GOODBYE_SECONDS = 2
_FULL = ("no space", "quota", "disk full", "file too large", "insufficient storage")
_DENIED = ("denied", "permission", "not permitted", "privilege", "not enough", "read-only")


class _Ftps(ftplib.FTP_TLS):
    """Encrypts the data channel with the control channel's session, as strict servers want."""

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket, int | None]:
        conn, size = super(ftplib.FTP_TLS, self).ntransfercmd(cmd, rest)
        session = getattr(self.sock, "session", None)
        secured = self.context.wrap_socket(conn, server_hostname=self.host, session=session)
        return secured, size


def _tls(authority: str) -> ssl.SSLContext:
    """Verifies name, dates and signer; ``authority`` replaces the public authorities."""
    try:
        return ssl.create_default_context(cadata=authority or None)
    except (ssl.SSLError, ValueError) as error:
        raise ExchangeError(Reason.CERTIFICATE) from error


class FtpTransport(Transport):
    """Raises ExchangeError. With ``secure``, nothing is sent before TLS is established."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str,
        password: str,
        path: str,
        secure: bool,
        authority: str,
    ) -> None:
        self._host = host
        self._ftp = (
            _Ftps(context=_tls(authority), timeout=ANSWER_SECONDS)
            if secure
            else ftplib.FTP(timeout=ANSWER_SECONDS)  # noqa: S321 - the partner insists
        )
        try:
            self._connect(host, port)
            with self._telling(host, refusal=Reason.LOGIN):
                self._sign_in(username, password)
            with self._telling(path):
                self._ftp.cwd(path or ".")
            self._has_facts = self._knows("MLSD") or self._knows("MLST")
        except BaseException:
            self.close()
            raise

    def _connect(self, host: str, port: int) -> None:
        with self._telling(host):
            connect_to(
                host, lambda address: self._ftp.connect(address, port, timeout=CONNECT_SECONDS)
            )
        # What the certificate must bear is the name, by whatever address.
        self._ftp.host = host
        if isinstance(self._ftp, _Ftps):
            with self._telling(host, refusal=Reason.NO_TLS):
                self._ftp.auth()

    def _sign_in(self, username: str, password: str) -> None:
        if isinstance(self._ftp, _Ftps):
            self._ftp.login(username, password, secure=False)
            self._ftp.prot_p()
        else:
            self._ftp.login(username, password)
        assert self._ftp.sock is not None  # noqa: S101 - it has just answered
        self._ftp.sock.settimeout(ANSWER_SECONDS)

    def _knows(self, command: str) -> bool:
        try:
            return command in self._ftp.sendcmd("FEAT").upper()
        except ftplib.error_perm:
            return False

    @contextmanager
    def _telling(self, what: str, *, refusal: Reason | None = None) -> Iterator[None]:
        """``refusal`` is what a permanent « no » means where it says no more."""
        try:
            yield
        except ftplib.Error as error:
            reason = _reason_of_reply(str(error), refusal)
            raise ExchangeError(reason, host=self._host, what=what) from error
        except (OSError, EOFError, ValueError) as error:
            raise ExchangeError(reason_of(error), host=self._host, what=what) from error

    def list(self) -> list[RemoteFile]:
        with self._telling("."):
            found = list(self._by_facts() if self._has_facts else self._by_name())
        return sorted(found, key=lambda file: file.name)

    def _by_facts(self) -> Iterator[RemoteFile]:
        for name, facts in list(self._ftp.mlsd(facts=["type", "size", "modify"])):
            # RFC 3659, 7.5: whatever the case, and a server need not tell it.
            kind = facts.get("type", "").lower()
            if kind not in ("file", "") or not is_safe_name(name):
                continue
            size = facts.get("size", "")
            if kind and size.isdecimal():
                yield RemoteFile(name, int(size), _moment(facts.get("modify", "")))
            else:
                # A folder has no size.
                with suppress(ftplib.error_perm):
                    yield self._measure(name)

    def _by_name(self) -> Iterator[RemoteFile]:
        try:
            names = self._ftp.nlst()
        except ftplib.error_perm:
            # Some servers refuse to list an empty folder.
            return
        for name in filter(is_safe_name, names):
            # A folder has no size.
            with suppress(ftplib.error_perm):
                yield self._measure(name)

    def _measure(self, name: str) -> RemoteFile:
        # Listing switches to text, in which a size means nothing.
        self._ftp.voidcmd("TYPE I")
        size = self._ftp.size(name)
        try:
            written_at = _moment(self._ftp.sendcmd(f"MDTM {name}").removeprefix("213 "))
        except ftplib.error_perm:
            written_at = None
        return RemoteFile(name, size or 0, written_at)

    def stat(self, name: str) -> RemoteFile:
        with self._telling(name):
            return self._measure(name)

    def fetch(self, name: str, write: Callable[[bytes], object]) -> None:
        with self._telling(name):
            self._ftp.voidcmd("TYPE I")
            with self._ftp.transfercmd(f"RETR {name}") as conn:
                while chunk := conn.recv(CHUNK):
                    write(chunk)
                _end(conn)
            self._ftp.voidresp()

    def store(self, name: str, source: BinaryIO) -> None:
        with self._telling(name, refusal=Reason.RIGHTS):
            self._ftp.voidcmd("TYPE I")
            with self._ftp.transfercmd(f"STOR {name}") as conn:
                sent = self._send(conn, source)
                _end(conn)
            self._ftp.voidresp()
            if self._measure(name).size != sent:
                raise EOFError

    def _send(self, conn: socket, source: BinaryIO) -> int:
        sent = 0
        try:
            while chunk := source.read(CHUNK):
                conn.sendall(chunk)
                sent += len(chunk)
        except OSError:
            # The server hung up: why is in its answer.
            self._ftp.voidresp()
            raise
        return sent

    def rename(self, old: str, new: str) -> None:
        with self._telling(old):
            try:
                self._ftp.rename(old, new)
            except ftplib.error_perm:
                # Some servers refuse to replace a file.
                self._measure(old)
                self._ftp.delete(new)
                self._ftp.rename(old, new)

    def move(self, name: str, subfolder: str, new: str) -> None:
        with self._telling(subfolder), suppress(ftplib.error_perm):
            self._ftp.mkd(subfolder)
        self.rename(name, f"{subfolder}/{new}")

    def delete(self, name: str) -> None:
        with self._telling(name):
            self._ftp.delete(name)

    def close(self) -> None:
        self._ftp.close()


def _reason_of_reply(reply: str, refusal: Reason | None) -> Reason:
    """What a server's refusal means: its code first, then its words."""
    words = reply.lower()
    if reply[:3] in {"452", "552"} or any(sign in words for sign in _FULL):
        return Reason.DISK_FULL
    if reply[:3] == "530":
        return Reason.LOGIN
    if any(sign in words for sign in _DENIED):
        return Reason.RIGHTS
    if reply[:3] in {"421", "425", "426"}:
        return Reason.CUT
    if refusal is not None and reply[:1] == "5":
        return refusal
    return Reason.MISSING if reply[:3] in {"450", "550"} else Reason.PROTOCOL


def _end(conn: Any) -> None:
    """Say that all was said. Many servers hang up first: sizes tell whether all was there."""
    if isinstance(conn, ssl.SSLSocket):
        conn.settimeout(_GOODBYE_SECONDS)
        with suppress(OSError, ValueError):
            conn.unwrap()


def _moment(text: str) -> datetime | None:
    """``20261121223145[.123]``, in UTC; None for anything else."""
    try:
        return datetime.strptime(text.strip()[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
