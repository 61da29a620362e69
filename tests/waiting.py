"""Wait for what can be observed. Nothing else in the tests sleeps: see house/test_no_sleep_decides.

How long a machine takes is never what a test is about, so patience only bounds a test that fails.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db import connection

PATIENCE_SECONDS = 120
_LOOK_SECONDS = 0.02

#: Inside a transaction PostgreSQL shows the sessions as they were at the first look.
_LOOK_AGAIN = "SELECT pg_stat_clear_snapshot()"
_WAITING_FOR_ME = """
    SELECT count(*) FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""

_OTHERS_AT_WORK = """
    SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'
"""


def wait_until(
    condition: Callable[[], object], what: str, *, told: Callable[[], object] = str
) -> None:
    """Poll until ``condition`` holds. Raises AssertionError, with what is ``told``, after two
    minutes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"{what}: never happened\n{told()}"
        time.sleep(_LOOK_SECONDS)


def is_alone() -> bool:
    """Whether no other session of this database is in the middle of something."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_AGAIN)
        cursor.execute(_OTHERS_AT_WORK)
        return not cursor.fetchone()[0]


def is_waited_for() -> bool:
    """Whether another session waits for a lock that this one's transaction holds."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK_AGAIN)
        cursor.execute(_WAITING_FOR_ME)
        return bool(cursor.fetchone()[0])


def wait_until_waited_for() -> None:
    """Inside a transaction that holds a lock: go on once another session waits for it."""
    wait_until(is_waited_for, "another session waits for a lock that this one holds")
