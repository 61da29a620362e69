"""Work outside the database (mail, files, calls): written with the change, done after commit."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from core.database import locks
from core.database.context import current_request_id, new_request_id, under
from core.house import metrics
from core.house.registry import Registry
from core.jobs.enums import Level
from core.jobs.models import OutboxMessage
from core.jobs.services import messages

logger = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], None]
FailureHandler = Callable[[dict[str, Any], Exception], None]


@dataclass(frozen=True)
class Work:
    """What is done for one kind of message; it must bear being run twice.

    ``failed`` is called each time it fails, such as to tell somebody: the attempt is already
    counted. Without one, the administrators hear of the last failure only.
    """

    kind: str
    do: Handler
    failed: FailureHandler | None = None


WORKS: Registry[str, Work] = Registry("work of the outbox", key=lambda work: work.kind)
MAX_ATTEMPTS = 12
#: A next attempt that is further ahead was written by a clock that was wrong: it is due.
LONGEST_DELAY = timedelta(seconds=2**MAX_ATTEMPTS * 5)


def enqueue(kind: str, *, identity: str, payload: dict[str, Any]) -> None:
    """Ask, within the caller's transaction, for work to be done once it has committed."""
    enqueue_all(kind, {identity: payload})


def enqueue_all(kind: str, payloads: Mapping[str, dict[str, Any]]) -> None:
    """The same for many works at once, each payload by its identity."""
    if not payloads:
        return
    request_id = current_request_id()
    OutboxMessage.objects.bulk_create(
        [
            OutboxMessage(kind=kind, identity=identity, payload=payload, request_id=request_id)
            for identity, payload in payloads.items()
        ],
        ignore_conflicts=True,
        batch_size=1000,
    )
    transaction.on_commit(_wake, robust=True)


def call_off(kind: str, *, prefix: str) -> None:
    """With the caller's transaction: what waits under these identities is not to be done.

    One that a worker is doing at this moment is not stopped: see :func:`is_under_way`.
    """
    OutboxMessage.objects.filter(kind=kind, identity__startswith=prefix, done_at=None).update(
        done_at=timezone.now(), payload={}
    )


def is_under_way(kind: str, *, prefix: str) -> bool:
    """Whether a worker is doing a message of these identities at this moment.

    Asked after the commit of :func:`call_off`, False is for good.
    """
    messages_of = OutboxMessage.objects.filter(kind=kind, identity__startswith=prefix)
    for pk in messages_of.values_list("pk", flat=True):
        with locks.exclusive(f"outbox:{pk}") as free:
            if not free:
                return True
    return False


def _wake() -> None:
    from core.jobs.tasks import deliver_outbox

    try:
        deliver_outbox.delay()
    except OperationalError:
        # Beat does it later: the message is committed.
        logger.warning("No broker: the outbox waits")


def deliver(limit: int = 100) -> int:
    """Do what waits, oldest first. Returns how many failed.

    Two workers never do the same message at once. An attempt is counted before it is made, so that
    one that kills its worker is not tried for ever; each retry comes later than the one before.
    """
    _tell_of_killed()
    failed = 0
    for _turn in range(limit):
        message = _claim()
        if message is None:
            break
        failed += not _attempt(message)
    return failed


def _claim() -> OutboxMessage | None:
    """The oldest message that is due, its next attempt already put off."""
    now = timezone.now()
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(done_at__isnull=True, attempts__lt=MAX_ATTEMPTS)
            .exclude(next_attempt_at__range=(now, now + LONGEST_DELAY))
            .order_by("id")
            .first()
        )
        if message is not None:
            message.attempts += 1
            message.next_attempt_at = now + timedelta(seconds=2**message.attempts * 5)
            message.save(update_fields=["attempts", "next_attempt_at"])
        return message


class WorkerKilledError(Exception):
    """The last attempt took its worker with it, before it could say why."""


def _tell_of_killed() -> None:
    """Tell of messages whose last attempt never came back: whoever made it could not."""
    left = OutboxMessage.objects.filter(
        done_at=None,
        given_up_at=None,
        attempts__gte=MAX_ATTEMPTS,
        next_attempt_at__lte=timezone.now(),
    )
    for message in left.order_by("id"):
        with locks.exclusive(f"outbox:{message.pk}") as free:
            if free and left.filter(pk=message.pk).exists():
                logger.error("Outbox message %s: its worker was killed", message.pk)
                with translation.override(settings.LANGUAGE_CODE):
                    _tell_failure(message, WorkerKilledError())


def _tell_failure(message: OutboxMessage, error: Exception) -> None:
    work = WORKS.find(message.kind)
    if work is not None and work.failed is not None:
        work.failed(message.payload, error)
    elif message.attempts >= MAX_ATTEMPTS:
        _give_up(message)
    if message.attempts >= MAX_ATTEMPTS:
        OutboxMessage.objects.filter(pk=message.pk).update(given_up_at=timezone.now())
        metrics.OUTBOX.add(message.kind, "given_up")


def _attempt(message: OutboxMessage) -> bool:
    """Run the handler outside any transaction: it talks to the world. False where it failed."""
    with under(message.request_id or new_request_id()):
        return _handle(message)


def _handle(message: OutboxMessage) -> bool:
    with locks.exclusive(f"outbox:{message.pk}") as got:
        mine = OutboxMessage.objects.filter(pk=message.pk, done_at__isnull=True)
        if not got or not mine.exists():
            return True
        try:
            # Not in the language of whoever caused it: others will read what it sends.
            with translation.override(settings.LANGUAGE_CODE):
                WORKS.get(message.kind).do(message.payload)
        except Exception as error:  # any failure of a handler must leave the message to be retried
            logger.exception("Outbox message %s failed", message.pk)
            metrics.OUTBOX.add(message.kind, "failed")
            mine.update(last_error=f"{type(error).__name__}: {error}"[:2000])
            with translation.override(settings.LANGUAGE_CODE):
                _tell_failure(message, error)
            return False
        mine.update(done_at=timezone.now(), payload={}, last_error="")
        metrics.OUTBOX.add(message.kind, "done")
        return True


def _give_up(message: OutboxMessage) -> None:
    messages.notify(
        messages.administrators(),
        identity=f"outbox:{message.pk}",
        title=_("Un envoi n’a pas abouti malgré plusieurs essais"),
        body=_(
            "Travail « %(kind)s » demandé le %(created_at)s. Nous n’essayons plus : le "
            "détail est dans le journal technique."
        )
        % {"kind": message.kind, "created_at": f"{message.created_at:%d/%m/%Y}"},
        level=Level.ERROR,
    )
