"""Each thing that goes wrong with a server is told apart, in words."""

import socket
import threading
from io import BytesIO
from pathlib import Path

import pytest

from core.files.enums import FolderLogin
from core.files.exchange import sftp
from core.files.exchange.connecting import connect
from core.files.exchange.errors import ExchangeError, Reason
from core.files.models import ExchangeFolder
from tests.core.files.factories import make_ftp, make_local, make_sftp
from tests.exchange_servers import (
    SshServer,
    free_port,
    ftp_server,
    make_certificate,
    make_key,
    ssh_server,
)

pytestmark = pytest.mark.django_db


def refusal(folder: ExchangeFolder, name: str = "") -> ExchangeError:
    """What connecting, and writing ``name``, raises."""
    with pytest.raises(ExchangeError) as caught, connect(folder) as transport:
        transport.store(name, BytesIO(b"x" * 200_000))
    return caught.value


def test_a_name_that_nobody_knows(sshd: SshServer) -> None:
    told = refusal(make_sftp(sshd, host="serveur.invalid"))
    assert told.reason == Reason.NAME
    assert "serveur.invalid" in str(told)


@pytest.mark.parametrize("make", ["sftp", "ftp"])
def test_nobody_listens(make: str, sshd: SshServer) -> None:
    port = free_port()
    told = refusal(make_sftp(sshd, port=port) if make == "sftp" else make_ftp(port))
    assert told.reason == Reason.REFUSED


@pytest.mark.parametrize("make", ["sftp", "ftp"])
def test_a_server_that_says_nothing(
    make: str, sshd: SshServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sftp, "CONNECT_SECONDS", 0.3)
    monkeypatch.setattr("core.files.exchange.ftp.CONNECT_SECONDS", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        told = refusal(make_sftp(sshd, port=port) if make == "sftp" else make_ftp(port))
    assert told.reason == Reason.TIMEOUT


@pytest.mark.parametrize("make", ["sftp", "ftps"])
def test_a_server_that_speaks_something_else(
    make: str, sshd: SshServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as chatty:

        def answer() -> None:
            client, _address = chatty.accept()
            with client:
                client.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 200)

        thread = threading.Thread(target=answer)
        thread.start()
        port = chatty.getsockname()[1]
        folder = (
            make_sftp(sshd, port=port)
            if make == "sftp"
            else make_ftp(port, certificate=certificate)
        )
        told = refusal(folder)
        thread.join()
    assert told.reason in {Reason.PROTOCOL, Reason.CUT}


def test_a_wrong_password_over_ssh(sshd: SshServer) -> None:
    told = refusal(make_sftp(sshd, login=FolderLogin.PASSWORD, password="Mauvais-1"))
    assert told.reason == Reason.LOGIN
    assert "Mauvais-1" not in str(told)


def test_a_key_that_the_server_does_not_know(sshd: SshServer, tmp_path: Path) -> None:
    stranger = make_key(tmp_path / "stranger").read_text()
    assert refusal(make_sftp(sshd, private_key=stranger)).reason == Reason.LOGIN


@pytest.mark.parametrize("secure", [True, False])
def test_a_wrong_password_over_ftp(secure: bool, tmp_path: Path, certificate: Path) -> None:
    tls = certificate if secure else None
    with ftp_server(tmp_path, certificate=tls) as port:
        told = refusal(make_ftp(port, certificate=tls, password="Mauvais-1"))
    assert told.reason == Reason.LOGIN
    assert "Mauvais-1" not in str(told)


@pytest.mark.parametrize("kind", ["rsa", "ecdsa", "ed25519"])
@pytest.mark.parametrize("passphrase", ["", "Phrase de passe"])
def test_every_kind_of_private_key_signs_in(kind: str, passphrase: str, tmp_path: Path) -> None:
    folder = tmp_path / "ssh"
    folder.mkdir()
    key = make_key(folder / "user_key", kind=kind, passphrase=passphrase)
    with ssh_server(folder) as server:
        described = make_sftp(server, private_key=key.read_text(), passphrase=passphrase)
        with connect(described) as transport:
            assert transport.list() == []


def test_an_unreadable_key_or_a_wrong_passphrase(sshd: SshServer, tmp_path: Path) -> None:
    locked = make_key(tmp_path / "locked", passphrase="Bonne phrase").read_text()
    folder = make_sftp(sshd, private_key=locked, passphrase="Mauvaise phrase")
    told = refusal(folder)
    assert told.reason == Reason.KEY
    assert told.__cause__ is None
    folder.private_key = "-----BEGIN OPENSSH PRIVATE KEY-----\nrien\n"
    assert refusal(folder).reason == Reason.KEY


def test_a_certificate_of_an_unknown_authority(tmp_path: Path, certificate: Path) -> None:
    with ftp_server(tmp_path, certificate=certificate) as port:
        assert refusal(make_ftp(port, certificate=certificate, authority="")).reason == (
            Reason.CERTIFICATE
        )


def test_a_certificate_of_another_name(tmp_path: Path) -> None:
    other = make_certificate(tmp_path / "other.pem", address="10.1.2.3")
    with ftp_server(tmp_path / "files", certificate=other) as port:
        assert refusal(make_ftp(port, certificate=other)).reason == Reason.CERTIFICATE


def test_a_server_without_encryption_is_sent_no_password(
    tmp_path: Path, certificate: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with ftp_server(tmp_path) as port:
        told = refusal(make_ftp(port, certificate=certificate))
    assert told.reason == Reason.NO_TLS
    assert "logged in" not in caplog.text


def test_no_right_to_write_over_ssh(tmp_path: Path) -> None:
    with ssh_server(tmp_path, options="-R") as server:
        told = refusal(make_sftp(server), "refusé.csv")
    assert told.reason == Reason.RIGHTS


def test_no_right_to_write_over_ftp(tmp_path: Path) -> None:
    with ftp_server(tmp_path, permissions="elr") as port:
        assert refusal(make_ftp(port), "refusé.csv").reason == Reason.RIGHTS


def test_a_full_disk_over_ssh(tmp_path: Path) -> None:
    with ssh_server(tmp_path, max_file_bytes=65_536) as server:
        assert refusal(make_sftp(server), "gros.csv").reason == Reason.DISK_FULL


@pytest.mark.parametrize("secure", [True, False])
def test_a_full_disk_over_ftp(secure: bool, tmp_path: Path, certificate: Path) -> None:
    tls = certificate if secure else None
    with ftp_server(tmp_path, certificate=tls, full_after=65_536) as port:
        assert refusal(make_ftp(port, certificate=tls), "gros.csv").reason == Reason.DISK_FULL


@pytest.mark.parametrize("path", ["/etc", "/proc/self"])
def test_the_machines_own_folders_are_refused(path: str) -> None:
    folder = ExchangeFolder(kind="local", path=path)
    assert refusal(folder).reason == Reason.RIGHTS


def test_our_own_archive_is_refused(tmp_path: Path) -> None:
    folder = make_local(tmp_path / "archive" / "ab")
    assert refusal(folder).reason == Reason.RIGHTS


def test_a_link_to_another_file_is_not_followed(tmp_path: Path) -> None:
    folder = make_local(tmp_path / "files")
    secret = tmp_path / "secret"
    secret.write_text("secret")
    (tmp_path / "files" / "lien.csv").symlink_to(secret)
    with connect(folder) as transport:
        assert transport.list() == []
        with pytest.raises(ExchangeError):
            transport.fetch("lien.csv", lambda chunk: None)
        with pytest.raises(ExchangeError):
            transport.store("lien.csv", BytesIO(b"x"))
    assert secret.read_text() == "secret"
