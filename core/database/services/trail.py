"""Seal the audit trail, stretch after stretch, so that no event leaves it or changes unseen.

Requests write events side by side: a chain from event to event would make them all wait for one
row. A stretch is sealed once every transaction that may still write into it has ended.
"""

import hashlib
import time
from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database import signing
from core.database.models import AuditEvent, TrailSeal
from core.database.services.versions import joined
from core.text.errors import BusinessError

#: Writers of events share this advisory lock by a trigger, until they commit.
LOCK = 7_203_315
_PATIENCE_SECONDS = 2.0
_FIELDS = (
    "id", "at", "user_id", "action", "object_type", "object_id", "object_label", "data",
    "ip_address",
)  # fmt: skip


def seal_trail() -> TrailSeal | None:
    """Seal the events written since the last seal; None where there are none.

    Raises BusinessError where others write without a pause: the next hour does it.
    """
    upto = _last_settled()
    with transaction.atomic():
        # One sealer at a time, on SQLite by the write lock.
        before = TrailSeal.objects.select_for_update().order_by("-id").first()
        since = before.upto if before else 0
        if upto <= since:
            return None
        count, digest = _digest(since, upto)
        seal = TrailSeal(at=timezone.now(), upto=upto, count=count, digest=digest)
        seal.signature = signing.sign(_content(seal, before.signature if before else ""))
        seal.save(force_insert=True)
    return seal


@transaction.atomic
def _last_settled() -> int:
    """The newest event of which every older one is committed or never will be."""
    if connection.vendor == "postgresql":
        _wait_for_writers()
    return AuditEvent.objects.aggregate(last=Max("pk"))["last"] or 0


def _wait_for_writers() -> None:
    """Wait until nobody writes events: at first without holding anyone up, then briefly."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    with connection.cursor() as cursor:
        while time.monotonic() < deadline:
            cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
        try:
            cursor.execute("SET LOCAL lock_timeout = '3s'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        except DatabaseError as error:
            raise BusinessError(
                _("La piste d’audit n’a pas pu être scellée : trop d’écritures en cours.")
            ) from error


def _digest(since: int, upto: int) -> tuple[int, str]:
    """How many events there are after ``since`` up to ``upto``, and the SHA-256 of their rows."""
    rows = AuditEvent.objects.filter(pk__gt=since, pk__lte=upto).order_by("pk")
    columns = rows.values_list(*_FIELDS)
    hashed, count = hashlib.sha256(), 0
    for row in _rows(columns):
        hashed.update(row)
        count += 1
    return count, hashed.hexdigest()


def _rows(columns: QuerySet[AuditEvent, Any]) -> Iterator[bytes]:
    """Each row as PostgreSQL copies it, or on SQLite as fields with their lengths."""
    statement, parameters = columns.query.get_compiler("default").as_sql()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY ({statement}) TO STDOUT", parameters) as copy:
                for row in copy:
                    yield bytes(row)
        else:
            cursor.execute(statement, parameters)
            while rows := cursor.fetchmany(2_000):
                for row in rows:
                    yield f"{joined(['' if value is None else value for value in row])}\n".encode()


def _content(seal: TrailSeal, previous: str) -> str:
    at = seal.at.astimezone(UTC).isoformat(timespec="microseconds")
    return joined(["lsc-trail/1", previous, at, seal.upto, seal.count, seal.digest])


def problems() -> Iterator[str]:
    """The stretches that do not hold, in French."""
    previous, since = "", 0
    for seal in TrailSeal.objects.order_by("id"):
        told = {"first": since + 1, "last": seal.upto}
        if not signing.is_signed(_content(seal, previous), seal.signature):
            yield (
                _(
                    "Piste d’audit, événements %(first)s à %(last)s : le scellé n’est pas signé "
                    "par cette installation, ou un scellé manque avant lui."
                )
                % told
            )
        count, digest = _digest(since, seal.upto)
        if count != seal.count:
            yield _(
                "Piste d’audit, événements %(first)s à %(last)s : leur nombre a changé, il était "
                "de %(count)d."
            ) % {**told, "count": seal.count}
        elif digest != seal.digest:
            yield (
                _("Piste d’audit, événements %(first)s à %(last)s : au moins un a été altéré.")
                % told
            )
        previous, since = seal.signature, seal.upto
