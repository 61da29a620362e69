"""Work outside the database (mail, files, calls): written with the change, done after commit."""

import logging
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from core import locks, metrics
from core.context import current_request_id, new_request_id, under
from core.enums import Level
from core.models import OutboxMessage
from core.services import messages

logger = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], None]
FailureHandler = Callable[[dict[str, Any], Exception], None]
_handlers: dict[str, Handler] = {}
_failure_handlers: dict[str, FailureHandler] = {}
MAX_ATTEMPTS = 12
#: A next attempt that is further ahead was written by a clock that was wrong: it is due.
LONGEST_DELAY = timedelta(seconds=2**MAX_ATTEMPTS * 5)


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does the work of one kind; it must bear being run twice."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def when_failing(kind: str) -> Callable[[FailureHandler], FailureHandler]:
    """Register what to do each time a message of one kind fails, such as telling somebody.

    The attempt is already counted; without one, the administrators hear of the last failure only.
    """

    def register(handler: FailureHandler) -> FailureHandler:
        _failure_handlers[kind] = handler
        return handler

    return register


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
    from core.tasks import deliver_outbox

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
    if message.kind in _failure_handlers:
        _failure_handlers[message.kind](message.payload, error)
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
                _handlers[message.kind](message.payload)
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
