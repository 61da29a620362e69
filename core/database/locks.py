"""Locks that outlive no process: held by one worker, freed when it ends or is killed."""

import fcntl
import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

_LOOK_SECONDS = 0.2


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


@contextmanager
def exclusive(name: str) -> Iterator[bool]:
    """Yields True to one holder at a time in the whole installation, False to the others.

    On PostgreSQL a session's advisory lock; on the single-user edition a locked file. It needs no
    transaction, so the holder may talk to the world while it holds it.
    """
    if connection.vendor == "postgresql":
        with _advisory(_number(name)) as got:
            yield got
    else:
        with exclusive_here(name) as got:
            yield got


@contextmanager
def waited_for(name: str, *, seconds: float) -> Iterator[None]:
    """The same, once whoever holds it has let it go. Raises TimeoutError after so many seconds."""
    end = time.monotonic() + seconds
    while True:
        with exclusive(name) as got:
            if got:
                yield
                return
        if time.monotonic() >= end:
            raise TimeoutError(name)
        time.sleep(_LOOK_SECONDS)


@contextmanager
def exclusive_here(name: str) -> Iterator[bool]:
    """The same on this machine, whatever the database: held while its connections are renewed."""
    with _file_lock(f"{_number(name) & (2**64 - 1):016x}") as got:
        yield got


@contextmanager
def _advisory(number: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got and connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _file_lock(name: str) -> Iterator[bool]:
    folder = Path(settings.DATA_DIR) / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder / name, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(descriptor)
