"""A connection cut at any byte, or a worker killed, loses nothing and does nothing twice."""

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from django.utils import timezone

from core.files.enums import Direction, FileOutcome
from core.files.exchange.errors import ExchangeError
from core.files.models import ArchivedFile, ExchangeFolder
from core.files.services import archive
from core.files.services.exchange import deliver_file, receive_files
from core.jobs.models import OutboxMessage
from core.jobs.services import outbox
from tests.core.files.factories import make_ftp, make_sftp
from tests.exchange_servers import CuttingProxy, SshServer, ftp_server

pytestmark = pytest.mark.django_db

CONTENT = Random(1965).randbytes(300_000)
#: Where the line is cut, as a share of all that passes.
SHARES = [0.01, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 0.999]


def whole(path: Path) -> bool:
    return hashlib.sha256(path.read_bytes()).digest() == hashlib.sha256(CONTENT).digest()


@pytest.fixture
def proxy(sshd: SshServer) -> Iterator[CuttingProxy]:
    proxy = CuttingProxy(sshd.port)
    yield proxy
    proxy.close()


def deliver_now() -> int:
    OutboxMessage.objects.update(next_attempt_at=timezone.now())
    return outbox.deliver()


def make_file() -> ArchivedFile:
    return archive.archive(CONTENT, name="soldes.csv", kind="balances", direction=Direction.OUT)


def test_an_upload_cut_anywhere_leaves_no_final_file(sshd: SshServer, proxy: CuttingProxy) -> None:
    folder = make_sftp(sshd, port=proxy.own_port)
    file = make_file()
    deliver_file(file, folder)
    assert deliver_now() == 0
    passed = proxy.counts["up"]
    final = sshd.files / "soldes.csv"
    for share in SHARES:
        final.unlink()
        OutboxMessage.objects.all().delete()
        deliver_file(file, folder)
        proxy.up = int(passed * share)
        failed = deliver_now()
        assert failed == 1 or whole(final), share
        assert not final.exists() or whole(final), share
        proxy.up = None
        assert deliver_now() == 0
        assert whole(final), share
        assert [path.name for path in sshd.files.iterdir()] == ["soldes.csv"], share


def test_a_download_cut_anywhere_archives_nothing_then_all(
    sshd: SshServer, proxy: CuttingProxy
) -> None:
    folder = make_sftp(sshd, port=proxy.own_port)
    (sshd.files / "soir.csv").write_bytes(CONTENT)
    assert len(receive_files(folder, kind="kiosk")) == 1
    passed = proxy.counts["down"]
    for number, share in enumerate(SHARES):
        content = CONTENT + bytes([number])
        before = list(ArchivedFile.objects.values_list("pk", flat=True))
        (sshd.files / "soir.csv").write_bytes(content)
        proxy.down = int(passed * share)
        with suppress(ExchangeError):
            receive_files(folder, kind="kiosk")
        kept = ArchivedFile.objects.exclude(pk__in=before)
        assert all(archive.read(file) == content for file in kept), share
        proxy.down = None
        receive_files(folder, kind="kiosk")
        assert archive.read(kept.get()) == content, share


@pytest.fixture(params=[True, False], ids=["ftps", "ftp"])
def tls(request: pytest.FixtureRequest, certificate: Path) -> Path | None:
    return certificate if request.param else None


@pytest.mark.parametrize("cut_after", [0, 1, 1_000, 150_000, 299_999])
def test_an_ftp_transfer_cut_anywhere(cut_after: int, tls: Path | None, tmp_path: Path) -> None:
    going, coming = tmp_path / "going", tmp_path / "coming"
    coming.mkdir()
    (coming / "soir.csv").write_bytes(CONTENT)
    file = make_file()
    with ftp_server(going, certificate=tls, cut_after=cut_after) as port:
        out = make_ftp(port, certificate=tls, code="out")
        deliver_file(file, out)
        assert deliver_now() == 1
        assert not (going / "soldes.csv").exists()
    with ftp_server(coming, certificate=tls, cut_after=cut_after) as port:
        back = make_ftp(port, certificate=tls, code="back")
        with pytest.raises(ExchangeError):
            receive_files(back, kind="kiosk")
        assert not ArchivedFile.objects.filter(direction=Direction.IN).exists()
    with ftp_server(going, certificate=tls) as port:
        ExchangeFolder.objects.filter(pk=out.pk).update(port=port)
        assert deliver_now() == 0
        assert whole(going / "soldes.csv")
        assert [path.name for path in going.iterdir()] == ["soldes.csv"]
    with ftp_server(coming, certificate=tls) as port:
        back.port = port
        [received] = receive_files(back, kind="kiosk")
        assert archive.read(received) == CONTENT
    file.refresh_from_db()
    assert file.outcome == FileOutcome.DELIVERED


def test_a_short_cut_is_mended_within_the_same_night(sshd: SshServer) -> None:
    proxy = CuttingProxy(sshd.port, cuts=1, down=100_000)
    folder = make_sftp(sshd, port=proxy.own_port)
    (sshd.files / "soir.csv").write_bytes(CONTENT)
    [file] = receive_files(folder, kind="kiosk")
    proxy.close()
    assert archive.read(file) == CONTENT
