"""Work that outlives a request where there is no worker: a process of its own.

The single-user edition has one web process, whose server ends a request that lasts. What takes
longer is started beside it, and goes on when the web process stops.
"""

import subprocess
import sys

from django.conf import settings

#: Of the session: services are to be run once the first page is shown, and since when they run.
RUN_SERVICES = "run_services"
SERVICES_SINCE = "services_since"


class _Started:
    """The processes started from here. Asking each that has ended lets the system forget it."""

    def __init__(self) -> None:
        self.processes: list[subprocess.Popen[bytes]] = []

    def add(self, process: subprocess.Popen[bytes]) -> None:
        self.processes = [each for each in self.processes if each.poll() is None]
        self.processes.append(process)


_started = _Started()


def start_manage(*arguments: str) -> None:
    """Start ``manage.py`` with these arguments, in a session of its own, and go on at once."""
    _started.add(
        subprocess.Popen(  # noqa: S603 - our own command line
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    )
