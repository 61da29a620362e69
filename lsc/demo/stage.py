"""The stage of the demo: its own folder, its two sites as real processes, its letter box."""

import email
import email.policy
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from pathlib import Path

import httpx
from django.conf import settings

START_SECONDS = 40
STOP_SECONDS = 10
SITES = ("backoffice", "extranet")


class StageError(Exception):
    """A site of the demo did not start."""


def free_port(wanted: int) -> int:
    """``wanted`` where nobody listens on it, else any free port."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise StageError("Aucun port n’est libre.")


def environment(folder: Path, *, ports: tuple[int, int]) -> dict[str, str]:
    """The single-user edition on a database of its own, with letters kept in a folder."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LSC_", "SEPA_"))
        and name not in {"DATABASE_URL", "REDIS_URL", "EMAIL_URL"}
    }
    backoffice, extranet = ports
    nodes = os.environ.get("LSC_NODE_MODULES")
    return {
        **kept,
        **({"LSC_NODE_MODULES": nodes} if nodes else {}),
        "LSC_DATA_DIR": str(folder),
        "DATABASE_URL": f"sqlite:///{folder / 'demo.sqlite3'}",
        "EMAIL_URL": f"filemail:///{folder / 'courrier'}",
        "LSC_MULTI_USER": "0",
        "LSC_STAFF_SECOND_FACTOR_REQUIRED": "0",
        "LSC_LOG_LEVEL": "WARNING",
        # The kiosk's server of the demo is this very machine.
        "LSC_PRIVATE_HOSTS": "127.0.0.1,localhost",
        "LSC_BACKOFFICE_URL": f"http://localhost:{backoffice}",
        "LSC_EXTRANET_URL": f"http://localhost:{extranet}",
    }


def empty(folder: Path) -> None:
    """Start anew: forget everything an earlier demo left."""
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "courrier").mkdir(parents=True)


@dataclass
class Site:
    """One of the two sites, served by gunicorn."""

    name: str
    port: int
    log: Path
    process: subprocess.Popen[bytes] = field(init=False)

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    def start(self) -> None:
        command = [sys.executable, "-m", "gunicorn", "lsc.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        command += ["--workers", "1", "--threads", "4", "--log-level", "warning"]
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(  # noqa: S603 - our own command line
                command,
                cwd=settings.BASE_DIR,
                env={**os.environ, "LSC_SITE": self.name},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C reaches the demo alone, which then stops its sites in order.
                start_new_session=True,
            )

    def wait(self) -> None:
        """Return once the site answers. Raises StageError."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                if httpx.get(f"{self.url}/healthz", timeout=2).is_success:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        raise StageError(f"{self.name} ne démarre pas :\n{self.log.read_text()[-2000:]}")

    def has_died(self, *, within_seconds: float) -> bool:
        """Whether the site stops by itself in the time given."""
        try:
            self.process.wait(within_seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> None:
        if self.process.poll() is not None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def sites() -> Iterator[dict[str, Site]]:
    """Both sites, on the ports that the settings announce, until the block ends."""
    started: dict[str, Site] = {}
    try:
        for name, address in zip(
            SITES, (settings.BACKOFFICE_URL, settings.EXTRANET_URL), strict=True
        ):
            port = int(address.rpartition(":")[2])
            started[name] = Site(name, port, Path(settings.DATA_DIR) / f"{name}.log")
            started[name].start()
        for site in started.values():
            site.wait()
        yield started
    finally:
        for site in started.values():
            site.stop()


def letters_to(address: str) -> list[EmailMessage]:
    """The e-mails sent to ``address``, oldest first, read from the demo's letter box."""
    found: list[EmailMessage] = []
    files = Path(settings.EMAIL_CONFIG["EMAIL_FILE_PATH"]).glob("*.log")
    for file in sorted(files, key=lambda path: path.stat().st_mtime_ns):
        for text in file.read_text().split("-" * 79):
            message = email.message_from_string(text.strip(), policy=email.policy.default)
            if address in str(message["To"] or ""):
                found.append(message)
    return found
