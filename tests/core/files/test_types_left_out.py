"""A server need not tell the type of a file: its folder is not empty for all that."""

from __future__ import annotations

import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path

import paramiko
import pytest
from paramiko import common
from paramiko import sftp as sftp_codes

from core.files.exchange import keys
from core.files.exchange.ftp import FtpTransport
from core.files.exchange.sftp import SftpTransport

HOST = "127.0.0.1"


class Permissive(paramiko.ServerInterface):
    def check_auth_password(self, username: str, password: str) -> int:
        return int(common.AUTH_SUCCESSFUL)

    def check_channel_request(self, kind: str, chanid: int) -> int:
        return int(common.OPEN_SUCCEEDED)


class Handle(paramiko.SFTPHandle):
    def __init__(self, path: Path, attributes: paramiko.SFTPAttributes) -> None:
        super().__init__()
        self.readfile = path.open("rb")
        self._attributes = attributes

    def stat(self) -> paramiko.SFTPAttributes | int:
        return self._attributes


def typeless(root: Path, *, tells: str) -> type[paramiko.SFTPServerInterface]:
    """A server of ``root`` whose attributes say no type: permissions alone, or not even these."""

    class Folder(paramiko.SFTPServerInterface):
        def _of(self, path: Path) -> paramiko.SFTPAttributes:
            found = paramiko.SFTPAttributes.from_stat(path.lstat(), path.name)
            found.st_mode = stat.S_IMODE(found.st_mode or 0) if tells == "permissions" else None
            return found

        def list_folder(self, path: str) -> list[paramiko.SFTPAttributes] | int:
            where = root / path.lstrip("/")
            if not where.is_dir():
                return sftp_codes.SFTP_NO_SUCH_FILE
            return [self._of(each) for each in where.iterdir()]

        def stat(self, path: str) -> paramiko.SFTPAttributes | int:
            where = root / path.lstrip("/")
            return self._of(where) if where.exists() else sftp_codes.SFTP_NO_SUCH_FILE

        lstat = stat

        def open(self, path: str, flags: int, attr: object) -> paramiko.SFTPHandle:
            return Handle(root / path.lstrip("/"), self._of(root / path.lstrip("/")))

        def canonicalize(self, path: str) -> str:
            return os.path.normpath(f"/{path}")

    return Folder


@pytest.fixture(params=["permissions", "nothing"])
def sftp(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[SftpTransport]:
    (tmp_path / "rent.csv").write_bytes(b"330,00")
    (tmp_path / "done").mkdir()
    key = paramiko.RSAKey.generate(2048)
    listening = socket.create_server((HOST, 0))
    served: list[paramiko.Transport] = []

    def serve() -> None:
        link, _peer = listening.accept()
        session = paramiko.Transport(link)
        session.add_server_key(key)
        folder = typeless(tmp_path, tells=request.param)
        session.set_subsystem_handler("sftp", paramiko.SFTPServer, folder)
        session.start_server(server=Permissive())
        served.append(session)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    transport = SftpTransport(
        host=HOST, port=listening.getsockname()[1], username="lsc", password="x", key=None,
        host_key=keys.host_key_text(key), path="",
    )  # fmt: skip
    yield transport
    transport.close()
    thread.join(10)
    for session in served:
        session.close()
    listening.close()


def test_an_sftp_server_that_tells_no_type_lists_its_files(sftp: SftpTransport) -> None:
    (found,) = sftp.list()
    assert (found.name, found.size) == ("rent.csv", 6)
    content: list[bytes] = []
    sftp.fetch("rent.csv", content.append)
    assert b"".join(content) == b"330,00"


class Facts:
    """What an FTP library gives for MLSD, SIZE and MDTM."""

    def __init__(self, facts: dict[str, str]) -> None:
        self._facts = facts

    def mlsd(self, facts: list[str]) -> list[tuple[str, dict[str, str]]]:
        return [("rent.csv", self._facts), ("done", {**self._facts, "type": "dir"})]

    def voidcmd(self, _command: str) -> None: ...

    def size(self, name: str) -> int:
        assert name == "rent.csv"
        return 6

    def sendcmd(self, _command: str) -> str:
        return "213 20261125200000"


@pytest.mark.parametrize(
    "facts",
    [
        {"type": "file", "size": "6", "modify": "20261125200000"},
        {"type": "File", "size": "6", "modify": "20261125200000"},
        {"size": "6", "modify": "20261125200000"},
        {"type": "file", "size": "", "modify": ""},
    ],
    ids=["all", "another case", "no type", "no size"],
)
def test_an_ftp_server_may_leave_facts_out(facts: dict[str, str]) -> None:
    transport = FtpTransport.__new__(FtpTransport)
    transport._ftp = Facts(facts)  # type: ignore[assignment]
    (found,) = transport._by_facts()
    assert (found.name, found.size, found.written_at is not None) == ("rent.csv", 6, True)
