"""Signs of life of the worker and of beat, and who looks when the other shows none."""

import logging
import threading
import time
from typing import Any

from celery.signals import beat_init, heartbeat_sent
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from core import alive

logger = logging.getLogger(__name__)

_worker = {"written": float("-inf")}
_beat = {"ticked": float("-inf")}


@heartbeat_sent.connect
def worker_beats(**_kwargs: Any) -> None:
    """In the worker's main process, every two seconds while it hears the broker."""
    alive.show("worker")
    if time.monotonic() >= _worker["written"] + settings.BEAT_SECONDS:
        _worker["written"] = time.monotonic()
        _show_and_look("worker", in_the_place_of="beat")


def beat_ticks() -> None:
    """Beat's own loop turns: it looked for what to wake."""
    _beat["ticked"] = time.monotonic()
    alive.show("beat")


@beat_init.connect
def watch_from_beat(**_kwargs: Any) -> None:
    """A thread, since beat's loop waits for Redis as long as that does not answer."""
    threading.Thread(target=_look_for_ever, name="watch", daemon=True).start()


def _look_for_ever() -> None:
    pause = threading.Event()
    while not pause.wait(settings.BEAT_SECONDS):
        turns = time.monotonic() < _beat["ticked"] + 2 * settings.BEAT_SECONDS + 1
        _show_and_look("beat" if turns else "")


def _show_and_look(name: str, *, in_the_place_of: str = "") -> None:
    """Write a sign of life of ``name``, if any; look, or only where another shows none."""
    from core.services import watch

    now = timezone.now()
    try:
        if name:
            watch.show_life(name, now)
        if not in_the_place_of or watch.silent_since(in_the_place_of, now):
            watch.look_now_and_then()
    except DatabaseError as error:
        logger.warning("No sign of life of %s could be written: %s", name, error)
    finally:
        # The worker's children must not inherit it.
        connection.close()
