"""Throwaway servers that files are exchanged with: OpenSSH, FTP with and without TLS.

Also a proxy on loopback that hangs up after so many bytes.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import threading
import time
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lsc.demo.sshd import HOST, SshServer, free_port, make_key, ssh_server

__all__ = [
    "FTP_PASSWORD",
    "FTP_USER",
    "HOST",
    "CuttingProxy",
    "SshServer",
    "free_port",
    "ftp_server",
    "make_certificate",
    "make_key",
    "ssh_server",
]

FTP_USER, FTP_PASSWORD = "lsc", "Automate-2026"


def make_certificate(path: Path, *, address: str = HOST) -> Path:
    """Key and self-signed certificate of ``address``, in one PEM file; ``path.crt`` without key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "LSC test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address(address))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    public = certificate.public_bytes(serialization.Encoding.PEM)
    path.with_suffix(".crt").write_bytes(public)
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + public
    )
    return path


def _library() -> Any:
    with warnings.catch_warnings():
        # It brings its own copy of asyncore for the Pythons that have none.
        warnings.simplefilter("ignore", DeprecationWarning)
        import pyftpdlib.authorizers
        import pyftpdlib.handlers
        import pyftpdlib.servers
    return pyftpdlib


def _data_channel(base: Any, cut_after: int | None, full_after: int | None) -> Any:
    class Data(base):  # type: ignore[misc]
        def recv(self, size: int) -> bytes:
            chunk = bytes(super().recv(size))
            if cut_after is not None and self.tot_bytes_received + len(chunk) > cut_after:
                self.cmd_channel.close()
                return b""
            return chunk

        def handle_read(self) -> None:
            super().handle_read()
            if full_after is not None and self.tot_bytes_received > full_after:
                # Its own answer to a full disk says nothing of it: this is what others say.
                self._resp = ("452 No space left on device.", logging.getLogger("tests").info)
                self.close()

        handle_read_event = handle_read

        def send(self, data: bytes) -> int:
            if cut_after is not None and self.tot_bytes_sent + len(data) > cut_after:
                super().send(data[: max(cut_after - self.tot_bytes_sent, 0)])
                self.cmd_channel.close()
                return 0
            return int(super().send(data))

    return Data


def _handler(
    files: Path, certificate: Path | None, permissions: str, cuts: tuple[int | None, int | None]
) -> Any:
    library = _library()
    authorizer = library.authorizers.DummyAuthorizer()
    authorizer.add_user(FTP_USER, FTP_PASSWORD, str(files), perm=permissions)
    prefix = "" if certificate is None else "TLS_"
    names = (f"{prefix}FTPHandler", f"{prefix}DTPHandler")
    base, data_base = (getattr(library.handlers, name) for name in names)
    # Files go through the handler's own hands, where they can be cut.
    attributes: dict[str, Any] = {"authorizer": authorizer, "use_sendfile": False}
    attributes["dtp_handler"] = _data_channel(data_base, *cuts)
    if certificate is not None:
        attributes |= {"certfile": str(certificate), "tls_control_required": True}
        attributes |= {"tls_data_required": True}
    return type("Handler", (base,), attributes)


@contextlib.contextmanager
def ftp_server(
    files: Path,
    *,
    certificate: Path | None = None,
    cut_after: int | None = None,
    full_after: int | None = None,
    permissions: str = "elradfmwMT",
) -> Iterator[int]:
    """Run an FTP server on ``files`` for FTP_USER and yield its port.

    ``cut_after``: it hangs up after so many bytes of data, either way. ``full_after``: its disk
    is full after so many.
    """
    files.mkdir(parents=True, exist_ok=True)
    handler = _handler(files, certificate, permissions, (cut_after, full_after))
    server = _library().servers.FTPServer((HOST, 0), handler)
    stopping = threading.Event()

    def serve() -> None:
        while not stopping.is_set():
            server.ioloop.loop(timeout=0.02, blocking=False)
        server.close_all()

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield server.address[1]
    finally:
        stopping.set()
        thread.join()


@dataclass
class CuttingProxy:
    """Passes bytes on to ``port``; hangs up once so many have gone up or down.

    It does so for the first ``cuts`` connections, or for all. ``pause``: seconds to rest before
    each piece, as on a slow line.
    """

    port: int
    up: int | None = None
    down: int | None = None
    cuts: int | None = None
    pause: float = 0

    def __post_init__(self) -> None:
        self.listener = socket.create_server((HOST, 0))
        self.own_port = int(self.listener.getsockname()[1])
        self.counts = {"up": 0, "down": 0}
        self._threads: list[threading.Thread] = []
        self._spawn(self._accept)

    def _spawn(self, target: Any, *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self._threads.append(thread)
        thread.start()

    def _accept(self) -> None:
        while True:
            try:
                client, _address = self.listener.accept()
            except OSError:
                return
            server = socket.create_connection((HOST, self.port))
            self.counts = {"up": 0, "down": 0}
            cutting = self.cuts is None or self.cuts > 0
            self.cuts = None if self.cuts is None else self.cuts - 1
            self._spawn(self._pass_on, client, server, "up", self.up if cutting else None)
            self._spawn(self._pass_on, server, client, "down", self.down if cutting else None)

    def _pass_on(
        self, source: socket.socket, target: socket.socket, way: str, limit: int | None
    ) -> None:
        with contextlib.suppress(OSError):
            while chunk := source.recv(65_536):
                if limit is not None:
                    chunk = chunk[: limit - self.counts[way]]
                time.sleep(self.pause)
                target.sendall(chunk)
                self.counts[way] += len(chunk)
                if limit is not None and self.counts[way] >= limit:
                    break
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        for thread in self._threads:
            thread.join(timeout=5)
