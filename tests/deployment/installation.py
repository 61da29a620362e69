"""An installation of a release: its databases, its secrets, its processes, all of production."""

from __future__ import annotations

import os
import secrets
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg

from core.database.secrets import new_key
from tests.deployment.certificates import Authority
from tests.deployment.jail import UID, jailed
from tests.deployment.release import Release
from tests.roles import APP, CLIENTS, at, make_roles
from tests.services import free_port
from tests.waiting import wait_until

STOP_SECONDS = 30


@dataclass
class Installation:
    """One of the three layouts: ``sites`` are those that it serves."""

    name: str
    work: Path
    release: Release
    authority: Authority
    redis_number: int
    sites: tuple[str, ...] = ("backoffice", "extranet")
    settings: dict[str, str] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.data = self.work / self.name
        for folder in (self.data, *(self.data / each for each in ("archive", "media", "logs"))):
            folder.mkdir()
            if os.geteuid() == 0:
                os.chown(folder, UID, UID)
        self.owner = at(os.environ["DATABASE_URL"], path=f"deployed_{self.name}")
        self.ports = {site: free_port() for site in self.sites}
        self.secrets = {
            name: new_key()
            for name in (
                "LSC_ENCRYPTION_KEYS", "LSC_BLIND_INDEX_KEY", "LSC_SIGNING_KEYS",
                "LSC_EXTRANET_ENCRYPTION_KEYS", "LSC_EXTRANET_BLIND_INDEX_KEY",
            )
        } | {"LSC_SECRET_KEY": secrets.token_urlsafe(48)}  # fmt: skip

    def url(self, site: str) -> str:
        return f"https://localhost:{self.ports[site]}"

    def make_database(self) -> None:
        """An empty one, and the roles that the sites connect as."""
        name = urlsplit(self.owner).path.strip("/")
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as link:
            link.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            link.execute(f"CREATE DATABASE {name}")
        make_roles(self.owner, str(urlsplit(self.owner).password))

    def environment(self, site: str = "", *, owner: bool = False) -> dict[str, str]:
        """What its processes are started with, and nothing of whoever starts them."""
        site = site or self.sites[0]
        redis = at(os.environ["REDIS_URL"], path=str(self.redis_number))
        given = {
            "PATH": os.defpath,
            "PYTHONUNBUFFERED": "1",
            "XDG_CACHE_HOME": "/tmp/cache",
            "SSL_CERT_FILE": str(self.authority.bundle),
            "LSC_PRODUCTION": "1",
            "LSC_MULTI_USER": "1",
            "LSC_SITE": site,
            "LSC_DATA_DIR": str(self.data),
            "LSC_STATIC_ROOT": str(self.release.folder / "var" / "static"),
            "LSC_PRIVATE_HOSTS": "localhost,127.0.0.1",
            "LSC_BEAT_SECONDS": "2",
            "LSC_FROM_EMAIL": "LSC <lsc@agence.example>",
            "EMAIL_URL": f"filemail:///{self.data / 'mail'}",
            "DATABASE_URL": at(self.owner, role="" if owner else APP),
            "REDIS_URL": redis,
            **{f"LSC_{each.upper()}_URL": self.url(each) for each in self.sites},
            **self.secrets,
            **self.settings,
        }
        # Beside the books, the clients' site has a role and keys of its own.
        if site == "extranet" and "backoffice" in self.sites:
            given |= dict.fromkeys(
                ("LSC_SIGNING_KEYS", "LSC_ENCRYPTION_KEYS", "LSC_BLIND_INDEX_KEY"), ""
            )
            given["DATABASE_URL"] = at(self.owner, role=CLIENTS)
        return given

    def manage(
        self,
        *arguments: str,
        owner: bool = False,
        fails: bool = False,
        more: dict[str, str] | None = None,
    ) -> str:
        """Run a management command to its end. Returns what it printed, its errors where it
        ``fails``.

        Raises AssertionError where it fails; where it does not, if it should (``fails``).
        """
        command = [self.release.python, "manage.py", *arguments]
        done = subprocess.run(
            jailed(self.release, command, writable=[self.data]),
            cwd=self.release.folder,
            env={**self.environment(owner=owner), **(more or {})},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        told = done.stdout + done.stderr
        assert bool(done.returncode) is fails, f"manage.py {' '.join(arguments)}:\n{told}"
        return told if fails else done.stdout

    def python(self, source: str) -> str:
        """Run a few lines within the installation's own Django."""
        return self.manage("shell", "--no-imports", "--command", source)

    def migrate(self) -> None:
        """As the owner of the tables, in a process of its own."""
        self.manage("migrate_safely", "--roles", APP, CLIENTS, "--verbosity=0", owner=True)

    def start(self, *names: str) -> None:
        """Start the services of these names (sites, ``worker``, ``beat``); wait until all work."""
        for name in names:
            command = [self.release.python, "-m", *self._command(name)]
            with (self.data / "logs" / f"{name}.log").open("ab") as log:
                self.processes[name] = subprocess.Popen(
                    jailed(self.release, command, writable=[self.data]),
                    cwd=self.release.folder,
                    env=self.environment(name if name in self.sites else ""),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
        for name in names:
            if name in self.sites:
                self.wait(partial(self.is_ready, name), f"{name} to be ready")

    def _command(self, name: str) -> list[str]:
        if name == "worker":
            return ["celery", "--app=lsc", "worker", "--loglevel=INFO", "--concurrency=2"]
        if name == "beat":
            schedule = self.data / "beat-schedule"
            return ["celery", "--app=lsc", "beat", f"--schedule={schedule}", "--pidfile="]
        return [
            "gunicorn", "lsc.wsgi:application", f"--bind=127.0.0.1:{self.ports[name]}",
            "--workers=2", "--threads=4", "--worker-tmp-dir=/dev/shm",
            "--access-logfile=-",
            f"--certfile={self.authority.certificate}", f"--keyfile={self.authority.key}",
        ]  # fmt: skip

    def is_ready(self, site: str) -> bool:
        """Whether ``/readyz`` is green."""
        try:
            return httpx.get(f"{self.url(site)}/readyz", timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self, *names: str) -> None:
        """Stop the services of these names, or all; as an operator does, then for good."""
        for name in names or list(self.processes):
            process = self.processes.pop(name)
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise AssertionError(f"{self.name}: {name} does not stop") from None

    def restart(self) -> None:
        """Each service in its turn, as an operator who replaces them does; the others go on."""
        for name in list(self.processes):
            self.stop(name)
            assert all(each.poll() is None for each in self.processes.values()), self.logs()
            self.start(name)

    def wait(self, until: Callable[[], bool], what: str) -> None:
        """Return once ``until`` says so. Raises AssertionError, with the logs, where one of the
        processes ended, or after two minutes."""

        def seen() -> bool:
            for name, process in self.processes.items():
                assert process.poll() is None, f"{self.name}: {name} ended\n{self.logs()}"
            return until()

        wait_until(seen, f"{self.name}: {what}", told=self.logs)

    def logs(self) -> str:
        """The end of what each process wrote."""
        return "\n".join(
            f"--- {log.name}\n{log.read_text(errors='replace')[-4000:]}"
            for log in sorted((self.data / "logs").glob("*.log"))
        )

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Rows, as the owner sees them."""
        with psycopg.connect(self.owner) as link:
            return link.execute(sql.encode()).fetchall()
