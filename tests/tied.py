"""Processes that tests start end with the tests, however those end."""

from __future__ import annotations


def tied(*command: str, signal: str = "QUIT") -> list[str]:
    """That command, in a process that the kernel ends when the one that starts it is gone.

    A run that is interrupted stops nothing itself: pytest-xdist kills its workers. On QUIT
    gunicorn and Celery end at once, and end their own workers first. A shell has what it starts in
    the background ignore QUIT: it is heard again.
    """
    heard = ["env", f"--default-signal={signal}", *command]
    return ["setpriv", "--pdeathsig", signal, "--", *heard]
