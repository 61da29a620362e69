"""Exchange folders that lead to the tests' own servers."""

from pathlib import Path
from typing import Any

from core.files.enums import FolderKind, FolderLogin
from core.files.models import ExchangeFolder
from tests.exchange_servers import FTP_PASSWORD, FTP_USER, HOST, SshServer


def make_local(path: Path, **fields: Any) -> ExchangeFolder:
    path.mkdir(parents=True, exist_ok=True)
    defaults = {"code": "automate", "label": "Automate", "kind": FolderKind.LOCAL}
    return ExchangeFolder.objects.create(path=str(path), **{**defaults, **fields})


def make_sftp(server: SshServer, *, port: int | None = None, **fields: Any) -> ExchangeFolder:
    """Its host key recognised already, signing in by key."""
    defaults = {
        "code": "automate",
        "label": "Automate",
        "kind": FolderKind.SFTP,
        "host": HOST,
        "port": port or server.port,
        "username": server.username,
        "login": FolderLogin.KEY,
        "private_key": server.user_key.read_text(),
        "host_key": server.host_key,
        "path": str(server.files),
    }
    return ExchangeFolder.objects.create(**{**defaults, **fields})


def make_ftp(port: int, *, certificate: Path | None = None, **fields: Any) -> ExchangeFolder:
    defaults = {
        "code": "automate",
        "label": "Automate",
        "kind": FolderKind.FTPS if certificate else FolderKind.FTP,
        "host": HOST,
        "port": port,
        "username": FTP_USER,
        "password": FTP_PASSWORD,
        "path": "/",
        "authority": certificate.with_suffix(".crt").read_text() if certificate else "",
    }
    return ExchangeFolder.objects.create(**{**defaults, **fields})
