"""Processes that are killed in the middle of their work."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from tests.tied import tied
from tests.waiting import wait_until


def run_and_kill(code: str, settings: Any, *, when: Callable[[], bool]) -> None:
    """Run ``code`` in a process of its own on this database, and SIGKILL it."""
    parts = urlsplit(os.environ.get("DATABASE_URL", ""))
    environment = {
        **os.environ,
        "DATABASE_URL": urlunsplit(parts._replace(path=f"/{connection.settings_dict['NAME']}")),
        "LSC_ARCHIVE_DIR": str(settings.ARCHIVE_DIR),
        "LSC_PRIVATE_HOSTS": "127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "lsc.settings",
    }
    script = f"import django; django.setup()\n{code}"
    process = subprocess.Popen(tied(sys.executable, "-c", script), env=environment)
    wait_until(lambda: when() or process.poll() is not None, "what it is to be killed in")
    assert process.poll() is None, "it ended before it could be killed"
    process.send_signal(signal.SIGKILL)
    process.wait()
