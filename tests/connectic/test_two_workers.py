"""Two workers at once, or one that is killed: exactly once, and the figures are right."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, connections

from connectic.models import AsideLine, PaymentsFile
from connectic.services.scan_folder import scan
from core.files.services.exchange import consume
from core.text.errors import BusinessError
from receipts.draft.models import DraftReceipt
from tests.connectic.factories import archived, content_of, make_lobby, payment
from tests.killed import run_and_kill

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(work: Any, workers: int = 2) -> None:
    start = threading.Barrier(workers)

    def run() -> None:
        start.wait()
        try:
            work()
        except BusinessError:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads need PostgreSQL")
def test_two_workers_that_scan_at_once_draft_each_payment_once(tmp_path: Path) -> None:
    lobby = make_lobby(tmp_path)
    for name in "ABC":
        path = lobby.drop / f"CONNECTIC-PAIEMENTS-{name}.csv"
        path.write_bytes(content_of([payment(f"{name}{n}") for n in range(200)]))
    at_once(lambda: scan(acting_user=None))
    scan(acting_user=None)
    assert DraftReceipt.objects.count() == 600
    assert sum(record.drafted_count for record in PaymentsFile.objects.all()) == 600


@pytest.mark.skipif(connection.vendor != "postgresql", reason="threads need PostgreSQL")
def test_the_same_payment_in_two_files_read_at_once_is_one(tmp_path: Path) -> None:
    make_lobby(tmp_path)
    payments = [payment(n) for n in range(500)]
    files = [
        archived(content_of(payments)),
        archived(content_of([*reversed(payments), payment("more")])),
    ]
    turns = iter(files)
    at_once(lambda: consume(next(turns), acting_user=None))
    assert DraftReceipt.objects.count() == 501


@pytest.mark.skipif(connection.vendor != "postgresql", reason="a process needs PostgreSQL")
def test_killed_in_the_middle_then_replayed_each_line_counts_once(
    tmp_path: Path, settings: Any
) -> None:
    make_lobby(tmp_path)
    payments = [payment(n, "1.01") for n in range(20_000)]
    payments[500] = payment("refund", "-3.00")
    file = archived(content_of(payments))
    code = (
        "import time\n"
        "from core.files.models import ArchivedFile\n"
        "from core.jobs.services import jobs\n"
        # After the first lines are committed it waits to be killed.
        "jobs.progress = lambda *_figures: time.sleep(600)\n"
        "from core.files.services.exchange import consume\n"
        f"consume(ArchivedFile.objects.get(pk={file.pk}), acting_user=None)\n"
    )
    run_and_kill(code, settings, when=DraftReceipt.objects.exists)
    taken = DraftReceipt.objects.count()
    assert 0 < taken < 19_999

    consume(file, acting_user=None)
    record = PaymentsFile.objects.get()
    assert DraftReceipt.objects.count() == 19_999
    assert record.drafted_count == 19_999
    assert f"{record.drafted_total}" == "20198.99"
    assert (record.found_count, record.remarks) == (20_000, "")
    assert AsideLine.objects.count() == 1
