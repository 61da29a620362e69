"""A run of tests that is killed leaves no site, no worker and no beat behind it."""

from __future__ import annotations

import multiprocessing
import signal
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Event

from tests.installation import Installation
from tests.waiting import wait_until
from tests.workers.conftest import start_beat, start_worker


def living(session: int) -> list[str]:
    """What runs in that session: the process that was started, and whatever it started itself."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _closing, rest = stat.read_text().rpartition(")")
        except (FileNotFoundError, ProcessLookupError):
            continue
        state, _parent, _group, its_session = rest.split()[:4]
        # A zombie has ended, and waits for the machine's first process to hear of it.
        if int(its_session) == session and state not in "ZX":
            found.append(name)
    return found


def a_run_of_tests(office: Installation, started: Connection) -> None:
    signal.signal(signal.SIGQUIT, signal.SIG_IGN)  # as of what a shell starts in the background
    office.serve("backoffice")
    start_worker(office)
    start_beat(office)
    started.send([process.pid for process in office.processes])
    Event().wait()


def test_a_killed_run_leaves_no_process_behind(office: Installation) -> None:
    ours, theirs = multiprocessing.Pipe()
    run = multiprocessing.get_context("fork").Process(target=a_run_of_tests, args=(office, theirs))
    run.start()
    sessions = ours.recv()
    log = office.folder / "worker.log"
    wait_until(lambda: " ready." in log.read_text(), "the worker is ready", told=office.logs)
    # Each site and each worker has a process of its own beside its master.
    assert [len(living(session)) > 1 for session in sessions] == [True, True, False]
    run.kill()
    run.join()
    wait_until(
        lambda: not any(map(living, sessions)),
        "all that it started ends",
        told=lambda: [*map(living, sessions), office.logs()],
    )
