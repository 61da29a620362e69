"""Erase archived bytes at the end of their retention, and leave a tombstone that proves it.

The tombstone keeps the SHA-256, the size, the day and the reason, under a keyed mark: an erasure
that the software did not make has none, and is found.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from core.database.crypto import lasting_mark
from core.database.retention import BOOKS_MONTHS, kept_files
from core.database.services import audit
from core.database.services.erase_rows import batches
from core.database.services.versions import joined
from core.files.models import ArchivedFile
from core.files.services import archive
from core.text.dates import months_later

#: Bytes put a moment ago may be those of a row that is not committed yet.
_FRESH = timedelta(days=1)
#: Lines that vouch for the books and the agency's own face: they hold nothing of anybody.
_NEVER = ("anchor", "logo")


def _content(file: ArchivedFile) -> str:
    at = file.erased_at.astimezone(UTC).isoformat(timespec="microseconds") if file.erased_at else ""
    told = (file.pk, file.direction, file.kind, file.sha256, file.size)
    return joined(["lsc-erased/1", *told, at, file.erased_for])


def is_ours(file: ArchivedFile) -> bool:
    """Whether the software itself erased the bytes of this row."""
    return file.erasure_mark == lasting_mark(_content(file))


def erase(files: "QuerySet[ArchivedFile]", *, reason: str, now: datetime) -> int:
    """Erase the bytes of ``files``, whose retention is over. ``reason`` is a kind's code.

    The row comes first: killed in between, the next night takes the bytes away.
    """
    count = 0
    for keys in batches(files.filter(erased_at=None)):
        with transaction.atomic():
            locked = ArchivedFile.objects.select_for_update(of=("self",)).filter(
                pk__in=keys, erased_at=None
            )
            erased = [_bury(file, reason, now) for file in locked.order_by("pk")]
        _take_away([file.sha256 for file in erased], now)
        count += len(erased)
    return count


def _bury(file: ArchivedFile, reason: str, now: datetime) -> ArchivedFile:
    file.erased_at, file.erased_for = now, reason
    file.report = file.error = ""
    file.erasure_mark = lasting_mark(_content(file))
    file.save(update_fields=["erased_at", "erased_for", "erasure_mark", "report", "error"])
    facts = {"sha256": file.sha256, "reason": reason}
    audit.record("file.erase", acting_user=None, on=file, **facts)
    return file


def _take_away(digests: Sequence[str], now: datetime) -> None:
    """Unlink bytes that no row in force names, unless somebody put them a moment ago."""
    kept = ArchivedFile.objects.filter(sha256__in=digests, erased_at=None)
    in_force = set(kept.values_list("sha256", flat=True))
    for sha256 in set(digests) - in_force:
        path = archive.path_of(sha256)
        try:
            if path.stat().st_mtime < (now - _FRESH).timestamp():
                path.unlink()
        except FileNotFoundError:
            continue


def erase_old_files(now: datetime) -> int:
    """The nightly erasure of every kind of file, and of the bytes that a killed night left."""
    today, count = now.date(), 0
    months_by_kind = kept_files()
    for kind, months in months_by_kind.items():
        old = ArchivedFile.objects.filter(
            kind=kind, created_at__date__lt=months_later(today, -months)
        )
        count += erase(old, reason="files", now=now)
    oldest = months_later(today, -BOOKS_MONTHS)
    others = ArchivedFile.objects.exclude(kind__in=[*months_by_kind, *_NEVER])
    count += erase(others.filter(created_at__date__lt=oldest), reason="files", now=now)
    left = ArchivedFile.objects.exclude(erased_at=None).only("sha256")
    for keys in batches(left):
        rows = left.filter(pk__in=keys).values_list("sha256", flat=True)
        _take_away(list(rows), now)
    return count


def forged() -> Iterator[ArchivedFile]:
    """Rows that say that their bytes were erased, which the software did not do."""
    rows = ArchivedFile.objects.exclude(erased_at=None)
    return (file for file in rows.order_by("pk").iterator(chunk_size=1000) if not is_ours(file))
