"""Servers shared by the tests of this folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange_servers import SshServer, make_certificate, ssh_server


@pytest.fixture(scope="session")
def ssh(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    with ssh_server(tmp_path_factory.mktemp("ssh"), passwords=True) as server:
        yield server


@pytest.fixture
def sshd(ssh: SshServer) -> SshServer:
    """The running OpenSSH server, its folder emptied."""
    for found in sorted(ssh.files.rglob("*"), reverse=True):
        found.rmdir() if found.is_dir() else found.unlink()
    return ssh


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_certificate(tmp_path_factory.mktemp("tls") / "server.pem")
