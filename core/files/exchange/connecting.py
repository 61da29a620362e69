"""From a folder as an administrator described it to one that files travel through."""

from collections.abc import Iterator
from contextlib import contextmanager

from core.files.enums import FolderKind, FolderLogin
from core.files.exchange.local import LocalTransport
from core.files.exchange.transport import Transport
from core.files.models import ExchangeFolder

USUAL_PORTS = {FolderKind.SFTP: 22, FolderKind.FTPS: 21, FolderKind.FTP: 21}


@contextmanager
def connect(folder: ExchangeFolder) -> Iterator[Transport]:
    """The folder, connected to, until the block ends. Raises ExchangeError.

    Never call it in a transaction that holds locks: a server may take a minute to answer.
    """
    transport = _open(folder)
    try:
        yield transport
    finally:
        transport.close()


def _open(folder: ExchangeFolder) -> Transport:
    if folder.kind == FolderKind.LOCAL:
        return LocalTransport(folder.path)
    port = folder.port or USUAL_PORTS[FolderKind(folder.kind)]
    if folder.kind == FolderKind.SFTP:
        return _sftp(folder, port)
    from core.files.exchange.ftp import FtpTransport

    return FtpTransport(
        host=folder.host,
        port=port,
        username=folder.username,
        password=folder.password,
        path=folder.path,
        secure=folder.kind == FolderKind.FTPS,
        authority=folder.authority,
    )


def _sftp(folder: ExchangeFolder, port: int) -> Transport:
    from core.files.exchange.keys import private_key
    from core.files.exchange.sftp import SftpTransport

    by_key = folder.login == FolderLogin.KEY
    return SftpTransport(
        host=folder.host,
        port=port,
        username=folder.username,
        password=folder.password,
        key=private_key(folder.private_key, folder.passphrase) if by_key else None,
        host_key=folder.host_key,
        path=folder.path,
    )
