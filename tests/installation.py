"""A whole installation of its own for tests that need real processes: database, sites, workers."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import redis

from core.database.secrets import new_key
from core.database.services.canary import CANARIES
from tests.mail_sink import MailSink
from tests.migrated import migrated_database
from tests.roles import APP, CLIENTS, at, make_roles
from tests.tied import tied
from tests.waiting import wait_until

ROOT = Path(__file__).resolve().parent.parent
#: Redis databases for installations: those of the tests' workers come before (see conftest).
_REDIS_NUMBERS = range(10, 16)
STOP_SECONDS = 15


def _taken_port() -> socket.socket:
    """A port that is taken at once: found free and taken later, another run could have it."""
    taken = socket.socket()
    taken.bind(("127.0.0.1", 0))
    return taken


def _is_alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _take_redis_database(url: str) -> int:
    """A number that no other installation has, of this run or of another one on this server."""
    with redis.Redis.from_url(url) as server:
        for number in _REDIS_NUMBERS:
            key = f"lsc:installation:{number}"
            owner = server.get(key)
            if owner and not _is_alive(int(owner)):
                server.delete(key)
            if server.set(key, os.getpid(), nx=True):
                return number
    raise AssertionError("All Redis databases for installations are taken.")


def _secrets() -> dict[str, str]:
    """Both rings of keys, in the environment as in production."""
    names = (
        "LSC_SECRET_KEY", "LSC_ENCRYPTION_KEYS", "LSC_BLIND_INDEX_KEY",
        "LSC_EXTRANET_ENCRYPTION_KEYS", "LSC_EXTRANET_BLIND_INDEX_KEY",
    )  # fmt: skip
    return {name: new_key() for name in names}


@dataclass
class Installation:
    """Multi-user where DATABASE_URL and REDIS_URL are set, else the single-user edition."""

    folder: Path
    mail: MailSink
    name: str
    environment: dict[str, str] = field(init=False)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)
    redis_number: int = 0

    def __post_init__(self) -> None:
        self.sockets = {"backoffice": _taken_port(), "extranet": _taken_port()}
        self.ports = {site: each.getsockname()[1] for site, each in self.sockets.items()}
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("LSC_")},
            "LSC_DATA_DIR": str(self.folder),
            "LSC_EXCHANGE_ROOTS": str(self.folder.parent),
            "LSC_PRIVATE_HOSTS": "127.0.0.1,localhost",
            "LSC_BACKOFFICE_URL": self.backoffice,
            "LSC_EXTRANET_URL": self.extranet,
            "LSC_LOG_LEVEL": "WARNING",
            "EMAIL_URL": self.mail.url,
            "PYTHONUNBUFFERED": "1",
        }
        if self.multi_user:
            self._make_database()
            self.redis_number = _take_redis_database(os.environ["REDIS_URL"])
            redis_url = at(os.environ["REDIS_URL"], path=str(self.redis_number))
            redis.Redis.from_url(redis_url).flushdb()
            self.environment |= {"LSC_MULTI_USER": "1", "REDIS_URL": redis_url, **_secrets()}
        else:
            self.environment |= {"LSC_MULTI_USER": "0"}
            self.environment.pop("REDIS_URL", None)
            self.environment["DATABASE_URL"] = f"sqlite:///{self.folder / 'site.sqlite3'}"

    @property
    def multi_user(self) -> bool:
        return bool(os.environ.get("REDIS_URL")) and "postgres" in os.environ["DATABASE_URL"]

    @property
    def backoffice(self) -> str:
        return f"http://localhost:{self.ports['backoffice']}"

    @property
    def extranet(self) -> str:
        return f"http://localhost:{self.ports['extranet']}"

    def _make_database(self) -> None:
        database = f"{self.name}_{os.getpid()}"
        with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as link:
            link.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
            link.execute(f"CREATE DATABASE {database} TEMPLATE {migrated_database()}")
        self.environment["DATABASE_URL"] = at(os.environ["DATABASE_URL"], path=database)
        # It was migrated with other keys: migrating it again, with its own, binds it to them.
        with psycopg.connect(self.environment["DATABASE_URL"], autocommit=True) as link:
            for canary in CANARIES:
                link.execute(f"DELETE FROM {canary._meta.db_table}")  # noqa: S608

    def migrate(self) -> None:
        """As the owner of the tables; from then on the sites connect as roles that own nothing."""
        self.manage("migrate", "--verbosity=0")
        if self.multi_user:
            url = self.environment["DATABASE_URL"]
            make_roles(url, urlsplit(url).password or "")
            self.manage("grant_roles", APP, CLIENTS)
            self.environment["DATABASE_URL"] = at(url, role=APP)

    def _of_site(self, site: str) -> dict[str, str]:
        """What a site is started with. Beside the books, the clients' has its own role and keys."""
        if site == "backoffice" or not self.multi_user or self.is_front:
            return {"LSC_SITE": site}
        return {
            "LSC_SITE": site,
            "DATABASE_URL": at(self.environment["DATABASE_URL"], role=CLIENTS),
            "LSC_ENCRYPTION_KEYS": "",
            "LSC_BLIND_INDEX_KEY": "",
        }

    @property
    def is_front(self) -> bool:
        """An extranet with a database of its own, where no books are."""
        return "SEPA_PLATFORM_ACCEPTED_KEYS" in self.environment

    def manage(self, *arguments: str, site: str = "backoffice") -> str:
        """Run a management command to its end, as that site. Returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env={**self.environment, **(self._of_site(site) if site != "backoffice" else {})},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{arguments}: {done.stdout}\n{done.stderr}"
        return done.stdout

    def python(self, source: str, site: str = "backoffice") -> str:
        """Run a few lines of Python within the installation's own Django."""
        return self.manage("shell", "--no-imports", "--command", source, site=site)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Rows of this installation's PostgreSQL database."""
        with psycopg.connect(self.environment["DATABASE_URL"]) as link:
            return link.execute(sql.encode()).fetchall()

    def serve(self, *sites: str) -> None:
        """Start both sites, or those named, and return once they answer."""
        for site in sites or self.ports:
            descriptor = self.sockets[site].fileno()
            self.start(
                "gunicorn",
                ["gunicorn", "lsc.wsgi", "--bind", f"fd://{descriptor}", "--threads=4"],
                self._of_site(site),
                pass_fds=(descriptor,),
            )
        for site in sites or self.ports:
            self._wait_for(f"http://localhost:{self.ports[site]}")

    def start(
        self,
        log: str,
        module: Sequence[str],
        extra: dict[str, str] | None = None,
        pass_fds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """Start ``python -m module…`` as part of the installation."""
        with (self.folder / f"{log}.log").open("ab") as output:
            process = subprocess.Popen(
                tied(sys.executable, "-m", *module),
                cwd=ROOT,
                env={**self.environment, **(extra or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                pass_fds=pass_fds,
            )
        self.processes.append(process)
        return process

    def logs(self) -> str:
        return "\n".join(
            f"--- {log.name}\n{log.read_text(errors='replace')[-4000:]}"
            for log in sorted(self.folder.glob("*.log"))
        )

    def _wait_for(self, site: str) -> None:
        def answers() -> bool:
            try:
                return httpx.get(f"{site}/healthz", timeout=5).status_code == 200
            except httpx.TransportError:
                return False

        wait_until(answers, f"{site} starts", told=self.logs)

    def stop(self) -> None:
        """Stop everything that was started, and forget the database."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        for each in self.sockets.values():
            each.close()
        if self.multi_user:
            with redis.Redis.from_url(os.environ["REDIS_URL"]) as server:
                server.delete(f"lsc:installation:{self.redis_number}")
            name = urlsplit(self.environment["DATABASE_URL"]).path.strip("/")
            with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as link:
                link.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
