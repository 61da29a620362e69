"""Turn a kiosk's file of payments into lines of the draft, exactly once."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectic.enums import ReadingState
from connectic.formats.grammar import FormatError, Head, Payment, Tail, Unreadable
from connectic.formats.payments_file import PaymentsReader
from connectic.models import PaymentsFile
from connectic.services.announce_payments import announce_reading, announce_refusal, summary_of
from connectic.services.draft_payments import Count, take_chunk
from connectic.services.set_aside import set_aside
from core.database.services import audit
from core.files.models import ArchivedFile
from core.files.services import archive
from core.jobs.services import jobs
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO, format_euros

#: Lines per transaction: a kill loses no more than the work of one, and redoes it.
CHUNK = 5_000


def take_in(file: ArchivedFile, acting_user: User | None, *, now: datetime) -> str:
    """Read an archived file of payments into the draft. Returns one French sentence.

    Replaying a file, or going on after a kill, changes nothing that was done: each payment's
    identity is its kiosk and its number. The caller holds the file's lock (``consume`` does).

    Raises BusinessError where the file as a whole cannot be read; nothing of it was taken.
    """
    today = timezone.localdate(now)
    record, _created = PaymentsFile.objects.get_or_create(file=file)
    try:
        with archive.open_archived(file) as stream:
            reader = PaymentsReader(stream, today=today)
            _place(record, reader.head)
            count = _take_lines(record, reader, acting_user, today)
    except FormatError as error:
        _finish(record, ReadingState.REFUSED, str(error), acting_user, now)
        announce_refusal(record)
        raise BusinessError(error) from error
    _set_figures(record, count, reader.tail)
    _finish(record, ReadingState.READ, _differences(record), acting_user, now)
    announce_reading(record)
    return summary_of(record)


def _place(record: PaymentsFile, head: Head) -> None:
    """Say whose file it is before its lines go in."""
    record.kiosk = head.sender
    # An evening's file that is late is still that evening's.
    record.business_date = timezone.localtime(head.written_at - timedelta(hours=4)).date()
    record.save(update_fields=["kiosk", "business_date"])


def _take_lines(
    record: PaymentsFile, reader: PaymentsReader, acting_user: User | None, today: date
) -> Count:
    count = Count()
    for chunk in _chunks(reader):
        with transaction.atomic():
            aside = take_chunk(chunk, reader.head.sender, count, acting_user, today=today)
            # Written with the chunk, so that going on after a kill counts each payment once.
            record.drafted_count += count.drafted
            record.drafted_total += count.drafted_total
            record.save(update_fields=["drafted_count", "drafted_total"])
            count.drafted, count.drafted_total = 0, ZERO
            set_aside(record, aside, count.twins)
        jobs.progress(count.found, max(count.found, reader.tail.count))
    return count


def _chunks(lines: Iterable[Payment | Unreadable]) -> Iterator[list[Payment | Unreadable]]:
    rest = iter(lines)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _set_figures(record: PaymentsFile, count: Count, tail: Tail) -> None:
    record.announced_count, record.announced_total, record.announced_cash = (
        tail.count,
        tail.total,
        tail.cash,
    )
    record.found_count, record.found_total, record.found_cash = (
        count.found,
        count.total,
        count.cash,
    )
    record.known_count = count.known


def _differences(record: PaymentsFile) -> str:
    """What the tail announces and the lines do not hold, as French sentences."""
    remarks = []
    if record.announced_count != record.found_count:
        remarks.append(
            ngettext(
                "%(announced)s ligne annoncée, %(found)s au fichier.",
                "%(announced)s lignes annoncées, %(found)s au fichier.",
                record.announced_count or 0,
            )
            % {"announced": record.announced_count, "found": record.found_count}
        )
    pairs = [
        (_("Total"), record.announced_total, record.found_total),
        (_("Espèces"), record.announced_cash, record.found_cash),
    ]
    for what, announced, found in pairs:
        if announced is not None and announced != found:
            remarks.append(
                _("%(what)s : %(announced)s annoncés, %(found)s trouvés.")
                % {
                    "what": what,
                    "announced": format_euros(announced),
                    "found": format_euros(found),
                }
            )
    return "\n".join(remarks)


def _finish(
    record: PaymentsFile,
    state: ReadingState,
    remarks: str,
    acting_user: User | None,
    now: datetime,
) -> None:
    record.state = state
    record.remarks = remarks
    record.read_at = now
    with transaction.atomic():
        record.save()
        audit.record(
            "kiosk.take_in",
            acting_user=acting_user,
            on=record,
            drafted=record.drafted_count,
            known=record.known_count,
            remarks=remarks,
        )
