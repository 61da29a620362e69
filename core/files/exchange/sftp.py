"""SFTP. A server whose key nobody recognised is never signed in to, and sent nothing."""

import errno
import logging
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import BinaryIO

import paramiko

from core.files.exchange import keys
from core.files.exchange.errors import ExchangeError, Reason
from core.files.exchange.inner import connect_to
from core.files.exchange.network import reason_of
from core.files.exchange.transport import (
    ANSWER_SECONDS,
    CONNECT_SECONDS,
    RemoteFile,
    Transport,
    is_safe_name,
)

#: Requests under way at once: what keeps a distant server busy, and memory bounded.
_REQUESTS = 64
_BLOCK = 32_768

# It logs the traceback of every refusal; we tell people what happened instead.
logging.getLogger("paramiko").setLevel(logging.CRITICAL)


class SftpTransport(Transport):
    """Raises ExchangeError; for a host key that is unknown or changed it carries the key."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str,
        password: str,
        key: paramiko.PKey | None,
        host_key: str,
        path: str,
    ) -> None:
        self._host = host
        self._session = self._shake_hands(port, host_key)
        try:
            with self._telling(path):
                if key is not None:
                    self._session.auth_publickey(username, key)
                else:
                    self._session.auth_password(username, password)
                channel = self._session.open_session(timeout=CONNECT_SECONDS)
                channel.settimeout(ANSWER_SECONDS)
                channel.invoke_subsystem("sftp")
                self._sftp = paramiko.SFTPClient(channel)
                self._enter(path)
        except BaseException:
            self.close()
            raise

    def _shake_hands(self, port: int, host_key: str) -> paramiko.Transport:
        """An encrypted session with the very server that was recognised."""
        try:
            link = connect_to(
                self._host,
                lambda address: socket.create_connection((address, port), timeout=CONNECT_SECONDS),
            )
        except (OSError, UnicodeError) as error:
            raise ExchangeError(reason_of(error), host=self._host) from error
        session = paramiko.Transport(link)
        session.banner_timeout = session.auth_timeout = CONNECT_SECONDS
        options = session.get_security_options()
        options.key_types = keys.accepted_types(host_key, options.key_types)
        try:
            with self._telling(""):
                # Longer than the wait for the server's first line, which tells more.
                session.start_client(timeout=2 * CONNECT_SECONDS)
                if not session.initial_kex_done:
                    raise TimeoutError
                shown = keys.host_key_text(session.get_remote_server_key())
            if shown != host_key:
                reason = Reason.HOST_KEY_CHANGED if host_key else Reason.HOST_KEY_UNKNOWN
                raise ExchangeError(reason, host=self._host, offered=shown)
        except BaseException:
            session.close()
            raise
        return session

    def _enter(self, path: str) -> None:
        """Work in that folder. The library's own ``chdir`` wants the server to tell types."""
        mode = self._sftp.stat(path or ".").st_mode or 0
        if stat.S_IFMT(mode) and not stat.S_ISDIR(mode):
            raise NotADirectoryError(errno.ENOTDIR, path)
        self._folder = f"{path.rstrip('/')}/" if path else ""

    def _path(self, name: str) -> str:
        return f"{self._folder}{name}"

    @contextmanager
    def _telling(self, what: str, *, failure: Reason = Reason.PROTOCOL) -> Iterator[None]:
        """``failure`` is what the server's bare « Failure » means for this call."""
        try:
            yield
        except paramiko.AuthenticationException as error:
            raise ExchangeError(Reason.LOGIN, host=self._host) from error
        except (paramiko.SSHException, EOFError, OSError) as error:
            reason = self._reason(error, failure)
            raise ExchangeError(reason, host=self._host, what=what) from error

    def _reason(self, error: Exception, failure: Reason) -> Reason:
        if isinstance(error, OSError) and error.errno == errno.ENOENT:
            return Reason.MISSING
        if isinstance(error, OSError) and error.errno == errno.EACCES:
            return Reason.RIGHTS
        known = reason_of(error)
        if known == Reason.PROTOCOL and isinstance(error.__context__, TimeoutError | EOFError):
            # Before the first answer, the library wraps what the network said.
            known = reason_of(error.__context__)
        if known != Reason.PROTOCOL:
            return known
        cut = isinstance(error, paramiko.SSHException) or "closed" in str(error)
        if hasattr(self, "_sftp") and (cut or not self._session.is_active()):
            return Reason.CUT
        return failure

    def list(self) -> list[RemoteFile]:
        with self._telling("."):
            found = self._sftp.listdir_attr(self._folder or ".")
        files = [
            _as_file(each.filename, each)
            for each in found
            if is_safe_name(each.filename) and self._is_regular(each)
        ]
        return sorted(files, key=lambda file: file.name)

    def _is_regular(self, each: paramiko.SFTPAttributes) -> bool:
        """Whether it is a file. Servers may leave the type out of the attributes, and even the
        permissions (draft-ietf-secsh-filexfer-02, 5): the long name tells, else trying does."""
        if stat.S_IFMT(each.st_mode or 0):
            return stat.S_ISREG(each.st_mode or 0)
        kind = (each.longname or "")[:1]
        if kind in ("-", "d", "l"):
            return kind == "-"
        try:
            self._sftp.listdir_attr(self._path(each.filename))
        except OSError:
            return True
        return False

    def stat(self, name: str) -> RemoteFile:
        with self._telling(name):
            return _as_file(name, self._sftp.lstat(self._path(name)))

    def fetch(self, name: str, write: Callable[[bytes], object]) -> None:
        with self._telling(name), self._sftp.open(self._path(name), "rb") as handle:
            handle.prefetch(handle.stat().st_size or 0, _REQUESTS)
            while chunk := handle.read(_BLOCK):
                write(chunk)

    def store(self, name: str, source: BinaryIO) -> None:
        # SFTP has no word for a full disk: servers say « Failure », OpenSSH among them.
        with self._telling(name, failure=Reason.DISK_FULL):
            self._sftp.putfo(source, self._path(name), confirm=True)

    def rename(self, old: str, new: str) -> None:
        with self._telling(old):
            try:
                self._sftp.posix_rename(self._path(old), self._path(new))
            except OSError as error:
                if error.errno is not None:
                    raise
                # A server without the extension refuses to replace a file.
                self._remove_if_there(new)
                self._sftp.rename(self._path(old), self._path(new))

    def _remove_if_there(self, name: str) -> None:
        try:
            self._sftp.remove(self._path(name))
        except FileNotFoundError:
            return

    def move(self, name: str, subfolder: str, new: str) -> None:
        with self._telling(subfolder):
            try:
                self._sftp.stat(self._path(subfolder))
            except FileNotFoundError:
                self._sftp.mkdir(self._path(subfolder))
        self.rename(name, f"{subfolder}/{new}")

    def delete(self, name: str) -> None:
        with self._telling(name):
            self._sftp.remove(self._path(name))

    def close(self) -> None:
        self._session.close()


def _as_file(name: str, attributes: paramiko.SFTPAttributes) -> RemoteFile:
    seconds = attributes.st_mtime
    written_at = None if seconds is None else datetime.fromtimestamp(seconds, UTC)
    return RemoteFile(name, attributes.st_size or 0, written_at)
