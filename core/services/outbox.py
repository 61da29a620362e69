"""Work outside the database (mail, files, calls): written with the change, done after commit."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.models import OutboxMessage

logger = logging.getLogger(__name__)

Handler = Callable[[dict[str, Any]], None]
FailureHandler = Callable[[dict[str, Any], Exception], None]
_handlers: dict[str, Handler] = {}
_failure_handlers: dict[str, FailureHandler] = {}
MAX_ATTEMPTS = 12


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does the work of one kind; it must bear being run twice."""

    def register(handler: Handler) -> Handler:
        _handlers[kind] = handler
        return handler

    return register


def when_failing(kind: str) -> Callable[[FailureHandler], FailureHandler]:
    """Register what to do each time a message of one kind fails, such as telling somebody.

    What the handler itself wrote is undone by then; what this writes is kept.
    """

    def register(handler: FailureHandler) -> FailureHandler:
        _failure_handlers[kind] = handler
        return handler

    return register


def enqueue(kind: str, *, identity: str, payload: dict[str, Any]) -> None:
    """Ask, within the caller's transaction, for work to be done once it has committed."""
    OutboxMessage.objects.bulk_create(
        [OutboxMessage(kind=kind, identity=identity, payload=payload)], ignore_conflicts=True
    )
    transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    from core.tasks import deliver_outbox

    deliver_outbox.delay()


def deliver(limit: int = 100) -> int:
    """Do what waits, oldest first, each message in its own transaction. Returns how many failed.

    Two workers never take the same message; a failure is retried later, longer apart each time.
    """
    failed = 0
    for _turn in range(limit):
        outcome = _deliver_next()
        if outcome is None:
            break
        failed += not outcome
    return failed


def _deliver_next() -> bool | None:
    with transaction.atomic():
        message = (
            OutboxMessage.objects.select_for_update(skip_locked=True)
            .filter(done_at__isnull=True, attempts__lt=MAX_ATTEMPTS)
            .exclude(next_attempt_at__gt=timezone.now())
            .order_by("id")
            .first()
        )
        if message is None:
            return None
        message.attempts += 1
        try:
            with transaction.atomic():
                _handlers[message.kind](message.payload)
        except Exception as error:  # any failure of a handler must leave the message to be retried
            logger.exception("Outbox message %s failed", message.pk)
            message.last_error = f"{type(error).__name__}: {error}"[:2000]
            message.next_attempt_at = timezone.now() + timedelta(seconds=2**message.attempts * 5)
            message.save()
            if message.kind in _failure_handlers:
                _failure_handlers[message.kind](message.payload, error)
            return False
        message.done_at = timezone.now()
        message.payload = {}
        message.save()
        return True
