"""What the night does, done by a real worker woken by a real beat on a real Redis."""

from __future__ import annotations

import os
import re
import signal

from tests.installation import Installation
from tests.mail_sink import MailSink, text_of
from tests.workers.conftest import count, start_beat, start_worker, wait_until

LINES = "SELECT count(*) FROM receipts_draft_draftreceipt WHERE channel = 'one_off'"
MANDATES = "SELECT count(*) FROM sepa_mandates_mandate"
WAITING = "SELECT count(*) FROM sepa_requests_oneoffrequest WHERE state = 'pending'"
OUTBOX = "SELECT count(*) FROM core_jobs_outboxmessage WHERE done_at IS NULL"
KEYS = (
    "SELECT count(DISTINCT source_key) FROM receipts_draft_draftreceipt WHERE channel = 'one_off'"
)
HANDLED = "SELECT handled_until FROM core_jobs_scheduledservice WHERE code = 'sepa.fetch'"
FETCHES = "SELECT count(*) FROM core_jobs_job WHERE kind = 'service:sepa.fetch' AND state = 'done'"

#: The midnight that has just passed was not dealt with yet.
MISS_LAST_MIDNIGHT = """
from datetime import timedelta
from django.utils import timezone
from core.jobs.models import ScheduledService
from core.jobs.services import schedule
for service in schedule.by_label():
    schedule.row_of(service)
ScheduledService.objects.update(active=False)
ScheduledService.objects.filter(code="sepa.fetch").update(
    active=True, times=["00:00"], handled_until=timezone.now() - timedelta(days=1, hours=1)
)
"""
ENQUEUE = """
from django.utils import timezone
from sepa.requests.models import OneOffRequest
from sepa.requests.services.signing import send_code
request = OneOffRequest.objects.get()
request.state = "draft"
request.save()
client = request.client
client.email = "pierre@courriel.example"
client.save()
send_code(request, acting_user=client, now=timezone.now())
"""


def pending(office: Installation, number: int) -> None:
    office.python(f"from tests.workers.pending import make_pending; make_pending({number})")


def looks(office: Installation) -> int:
    """How often the worker has looked for services that are due, as beat wakes it to."""
    log = (office.folder / "worker.log").read_text(errors="replace")
    return len(re.findall(r"core\.jobs\.tasks\.run_due_services\[\S+\] succeeded", log))


def test_the_outbox_is_delivered_by_the_worker(office: Installation, mail: MailSink) -> None:
    start_worker(office)
    pending(office, 1)
    office.python(ENQUEUE)
    letter = mail.wait_for("pierre@courriel.example", subject="code")
    assert "65,63" in text_of(letter)
    wait_until(lambda: count(office, OUTBOX) == 0, "an empty outbox", office)


def test_beat_and_worker_fetch_at_midnight_once(office: Installation) -> None:
    pending(office, 3)
    office.python(MISS_LAST_MIDNIGHT)
    lines, fetches = count(office, LINES), count(office, FETCHES)
    start_beat(office)
    start_worker(office)
    wait_until(lambda: count(office, FETCHES) == fetches + 1, "the fetch of midnight", office)
    assert count(office, LINES) == count(office, MANDATES) == lines + 3
    assert count(office, WAITING) == 0
    # Beat goes on ticking: the same midnight is not dealt with again.
    before, ticked = office.query(HANDLED), looks(office)
    wait_until(lambda: looks(office) >= ticked + 3, "three more ticks of beat", office)
    assert count(office, FETCHES) == fetches + 1
    assert office.query(HANDLED) == before


def test_a_worker_killed_in_the_middle_of_a_fetch_loses_and_doubles_nothing(
    office: Installation,
) -> None:
    number = 6000
    pending(office, number)
    office.python(MISS_LAST_MIDNIGHT)
    lines, fetches = count(office, LINES), count(office, FETCHES)
    start_beat(office)
    group = start_worker(office)
    wait_until(lambda: count(office, LINES) > lines, "the first lines of the draft", office)
    os.killpg(group, signal.SIGKILL)
    office.processes[-1].wait()
    fetched = count(office, LINES) - lines
    assert 0 < fetched < number, "the worker was to be killed half-way"
    assert count(office, LINES) == count(office, MANDATES)
    assert count(office, FETCHES) == fetches

    # Another worker starts: beat wakes the service that was interrupted, and it ends its work.
    start_worker(office)
    wait_until(lambda: count(office, FETCHES) == fetches + 1, "the end of the fetch", office)
    assert count(office, WAITING) == 0
    assert count(office, LINES) == count(office, MANDATES) == count(office, KEYS) == lines + number
