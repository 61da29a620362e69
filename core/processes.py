"""Work that outlives a request where there is no worker: a process of its own.

The single-user edition has one web process, whose server ends a request that lasts. What takes
longer is started beside it, and goes on when the web process stops.
"""

import subprocess
import sys

from django.conf import settings

_started: list[subprocess.Popen[bytes]] = []


def start_manage(*arguments: str) -> None:
    """Start ``manage.py`` with these arguments, in a session of its own, and go on at once."""
    # Asking each one that has ended is what lets the system forget it.
    _started[:] = [process for process in _started if process.poll() is None]
    _started.append(
        subprocess.Popen(  # noqa: S603 - our own command line
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    )
