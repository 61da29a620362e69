"""Signs of life of the worker and of beat, and the question whether there was one lately.

``python -m core.jobs.alive worker`` (or ``beat``) exits non-zero where there was none: for
containers, at the price of starting Python. systemd hears each sign itself (``Type=notify``,
``WatchdogSec``).
"""

import argparse
import logging
import os
import socket
import sys
import time
from collections.abc import Sequence

from core.house import runtime

logger = logging.getLogger(__name__)

NAMES = ("worker", "beat")
#: A worker shows itself every two seconds, beat every half minute. The units of systemd say so too.
WITHIN_SECONDS = 120.0


def show(name: str) -> None:
    """This process works: leave a sign of it, and tell systemd where it listens."""
    try:
        (runtime.folder() / f"{name}.alive").touch()
        if address := os.environ.get("NOTIFY_SOCKET"):
            _tell_systemd(address)
    except OSError as error:
        # Whoever looks finds the sign too old, which is what there is to say.
        logger.warning("No sign of life could be left: %s", error)


def _tell_systemd(address: str) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as link:
        link.connect(f"\0{address[1:]}" if address.startswith("@") else address)
        link.sendall(b"READY=1\nWATCHDOG=1")


def seconds_since(name: str) -> float | None:
    """How old its last sign is; None where there is none. Raises OSError as the folder does."""
    try:
        return time.time() - (runtime.folder() / f"{name}.alive").stat().st_mtime
    except FileNotFoundError:
        return None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m core.jobs.alive", description=__doc__)
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--within", type=float, default=WITHIN_SECONDS, help="seconds")
    options = parser.parse_args(arguments)
    age = seconds_since(options.name)
    if age is not None and age <= options.within:
        return 0
    told = "no sign of life" if age is None else f"last sign of life {age:.0f} s ago"
    sys.stderr.write(f"{options.name}: {told}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
