"""The kiosk's two nightly services, run by a real worker that a real beat wakes."""

from __future__ import annotations

from pathlib import Path

from tests.installation import Installation
from tests.workers.conftest import count, start_beat, start_worker, wait_until

SET_UP = """
from datetime import timedelta
from pathlib import Path
from django.utils import timezone
from core.jobs.models import ScheduledService
from core.jobs.services import schedule
from tests.connectic.factories import content_of, make_lobby, payment
lobby = make_lobby(Path({folder!r}), code="K001")
lobby.drop.joinpath("CONNECTIC-PAIEMENTS-HALL-1.csv").write_bytes(
    content_of([payment(n, entity="K001") for n in range(3)])
)
for service in schedule.by_label():
    schedule.row_of(service)
ScheduledService.objects.update(active=False)
ScheduledService.objects.filter(code__startswith="kiosk.").update(
    active=True, times=["00:00"], handled_until=timezone.now() - timedelta(days=1, hours=1)
)
"""
DRAFTED = "SELECT count(*) FROM receipts_draft_draftreceipt WHERE channel = 'kiosk'"
SENT = (
    "SELECT count(*) FROM core_files_archivedfile"
    " WHERE kind = 'kiosk.balances' AND outcome = 'delivered'"
)
RAN = "SELECT count(*) FROM core_jobs_job WHERE kind LIKE 'service:kiosk.%' AND state = 'done'"


def test_the_night_sends_the_balances_and_drafts_the_payments_once(
    office: Installation, tmp_path: Path
) -> None:
    office.python(SET_UP.format(folder=str(tmp_path)))
    start_worker(office)
    start_beat(office)
    wait_until(lambda: count(office, RAN) == 2, "both services", office)
    wait_until(lambda: count(office, SENT) == 1, "the balances in their folder", office)
    assert count(office, DRAFTED) == 3
    assert list((tmp_path / "soldes").glob("LSC-SOLDES-*.csv"))
