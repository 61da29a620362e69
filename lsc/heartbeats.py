"""Signs of life of the worker and of beat, and who looks when the other shows none."""

import logging
import threading
import time
from typing import Any

from celery.signals import beat_init, heartbeat_sent, worker_ready
from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from core.jobs import alive

logger = logging.getLogger(__name__)

#: Beat's loop turns so often though nothing be due: who hears nothing for two minutes restarts it.
TURN_SECONDS = 30
#: When the loop of each last turned, by the clock of this process.
_turned = {name: float("-inf") for name in alive.NAMES}
_worker = {"written": float("-inf")}


@heartbeat_sent.connect
def worker_beats(**_kwargs: Any) -> None:
    """In the worker's main process, every two seconds while it hears the broker."""
    _turned["worker"] = time.monotonic()
    alive.show("worker")
    if time.monotonic() >= _worker["written"] + settings.BEAT_SECONDS:
        _worker["written"] = time.monotonic()
        _show_and_look("worker", in_the_place_of="beat")


def beat_ticks() -> None:
    """Beat's own loop turns: it looked for what to wake."""
    _turned["beat"] = time.monotonic()
    alive.show("beat")


@worker_ready.connect
def watch_from_worker(**_kwargs: Any) -> None:
    """A thread, begun once the worker's children are there: they must not inherit its locks."""
    threading.Thread(target=_excuse_for_ever, name="watch", daemon=True).start()


@beat_init.connect
def watch_from_beat(**_kwargs: Any) -> None:
    """A thread, since beat's loop waits for Redis as long as that does not answer."""
    threading.Thread(target=_look_for_ever, name="watch", daemon=True).start()


def _excuse_for_ever() -> None:
    pause = threading.Event()
    while not pause.wait(_pause_seconds()):
        _excuse("worker")


def _look_for_ever() -> None:
    pause = threading.Event()
    while not pause.wait(_pause_seconds()):
        _excuse("beat")
        _show_and_look("beat" if _turns("beat") else "")


def _pause_seconds() -> int:
    return min(int(settings.BEAT_SECONDS), TURN_SECONDS)


def _turns(name: str) -> bool:
    return time.monotonic() < _turned[name] + 2 * _pause_seconds() + 1


def _excuse(name: str) -> None:
    """Who waits for Redis lives: a restart would break off what runs, and put off the mail."""
    from core.watch.services.readiness import redis_answers

    if not _turns(name) and not redis_answers():
        alive.show(name)


def _show_and_look(name: str, *, in_the_place_of: str = "") -> None:
    """Write a sign of life of ``name``, if any; look, or only where another shows none."""
    from core.watch.services import watch

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
