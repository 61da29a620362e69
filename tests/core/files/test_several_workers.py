"""Two workers at once, or one that is killed: each file is taken once, and none is lost."""

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from core.files.enums import AfterDownload, Direction, FileOutcome
from core.files.exchange.consumers import FILE_KINDS, FileKind
from core.files.models import ArchivedFile
from core.files.services import archive
from core.files.services.exchange import consume, deliver_file, receive_files
from core.jobs.models import OutboxMessage
from core.jobs.services import outbox
from core.text.errors import BusinessError
from tests.core.files.factories import make_sftp
from tests.exchange_servers import CuttingProxy, SshServer
from tests.killed import run_and_kill
from tests.registries import only
from tests.waiting import wait_until

pytestmark = pytest.mark.django_db(transaction=True)

CONTENT = os.urandom(3_000_000)


def at_once(work: Callable[[], Any], workers: int = 3) -> list[Any]:
    results: list[Any] = []
    start = threading.Barrier(workers)

    def run() -> None:
        start.wait()
        try:
            results.append(work())
        except BusinessError as error:
            results.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.parametrize("after", [AfterDownload.LEAVE, AfterDownload.MOVE])
def test_workers_that_scan_at_once_archive_each_file_once(
    after: AfterDownload, sshd: SshServer
) -> None:
    folder = make_sftp(sshd, after_download=after)
    for number in range(5):
        (sshd.files / f"soir{number}.csv").write_bytes(f"{number}".encode())
    results = at_once(lambda: receive_files(folder, kind="kiosk"))
    assert not [result for result in results if isinstance(result, BusinessError)]
    assert ArchivedFile.objects.count() == 5
    left = sum(1 for path in sshd.files.iterdir() if path.is_file())
    assert left == (0 if after == AfterDownload.MOVE else 5)


def test_workers_that_have_one_file_dealt_with_do_it_once(
    sshd: SshServer,
) -> None:
    ran: list[int] = []
    refused: list[BusinessError] = []

    def run(file: ArchivedFile, _user: Any) -> str:
        ran.append(file.pk)
        wait_until(lambda: len(refused) == 2, "both others are refused meanwhile")
        return "1 paiement."

    def deal_with() -> None:
        try:
            consume(ArchivedFile.objects.get(pk=file.pk), acting_user=None)
        except BusinessError as error:
            refused.append(error)

    file = archive.archive(
        b"1", name="a.csv", kind="kiosk", direction=Direction.IN, folder=make_sftp(sshd)
    )
    with only(FILE_KINDS, FileKind("kiosk", "Paiements", run)):
        at_once(deal_with)
    assert (len(ran), {str(each) for each in refused}) == (
        1,
        {"Ce fichier est déjà en cours de traitement."},
    )
    file.refresh_from_db()
    assert file.outcome == FileOutcome.PROCESSED


def test_workers_that_deliver_at_once_deliver_once(sshd: SshServer) -> None:
    file = archive.archive(b"1", name="a.csv", kind="balances", direction=Direction.OUT)
    deliver_file(file, make_sftp(sshd))
    at_once(outbox.deliver)
    assert (sshd.files / "a.csv").read_bytes() == b"1"
    assert OutboxMessage.objects.get().attempts == 1


def test_a_worker_killed_in_a_download_is_made_up_for(
    sshd: SshServer, settings: Any, tmp_path: Path
) -> None:
    (sshd.files / "soir.csv").write_bytes(CONTENT)
    proxy = CuttingProxy(sshd.port, pause=0.05)
    folder = make_sftp(sshd, port=proxy.own_port)
    incoming = tmp_path / "archive" / "incoming"
    run_and_kill(
        "from core.files.models import ExchangeFolder\n"
        "from core.files.services.exchange import receive_files\n"
        f"receive_files(ExchangeFolder.objects.get(pk={folder.pk}), kind='kiosk')",
        settings,
        when=lambda: any(path.stat().st_size > 500_000 for path in incoming.glob(".part-*")),
    )
    assert not ArchivedFile.objects.exists()
    proxy.pause = 0
    [file] = receive_files(folder, kind="kiosk")
    assert archive.read(file) == CONTENT
    # What the killed one left is swept once it is surely nobody's.
    [leftover] = incoming.iterdir()
    os.utime(leftover, (0, 0))
    receive_files(folder, kind="kiosk")
    proxy.close()
    assert list(incoming.iterdir()) == []


def test_a_worker_killed_in_an_upload_is_made_up_for(sshd: SshServer, settings: Any) -> None:
    proxy = CuttingProxy(sshd.port, pause=0.05)
    folder = make_sftp(sshd, port=proxy.own_port)
    file = archive.archive(CONTENT, name="soldes.csv", kind="b", direction=Direction.OUT)
    OutboxMessage.objects.create(
        kind="exchange.deliver",
        identity=f"deliver:{file.pk}:{folder.pk}",
        payload={"file": file.pk, "folder": folder.pk},
    )
    run_and_kill(
        "from core.jobs.services import outbox\noutbox.deliver()",
        settings,
        when=lambda: any(path.stat().st_size > 500_000 for path in sshd.files.iterdir()),
    )
    proxy.pause = 0
    assert not (sshd.files / "soldes.csv").exists()

    def is_delivered() -> bool:
        # The database frees the killed one's message as soon as it sees that it is gone.
        OutboxMessage.objects.update(next_attempt_at=timezone.now())
        outbox.deliver()
        file.refresh_from_db()
        return file.outcome == FileOutcome.DELIVERED

    wait_until(is_delivered, "the upload is made up for")
    proxy.close()
    assert (sshd.files / "soldes.csv").read_bytes() == CONTENT
    assert [path.name for path in sshd.files.iterdir()] == ["soldes.csv"]
