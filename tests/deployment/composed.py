"""An installation on a real engine: the containers of one layout, worked by ``deploy/lsc``."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from tests.deployment.release import ROOT, run
from tests.deployment.scene import Scene
from tests.house.checks import tracked_files
from tests.services import free_port
from tests.waiting import wait_until

DOMAIN = ".agence.example"


class Composed:
    """A copy of this tree with an ``.env`` of its own; its projects and volumes bear its name."""

    def __init__(self, name: str, work: Path, layout: str, version: str) -> None:
        self.name, self.folder, self.layout = name, work / name, layout
        self.project = f"{version}-{name}"
        self.port = free_port()
        self.site = {"both": "backoffice", "books": "backoffice", "front": "front"}[layout]
        self._copy_tree()
        self.lsc("init", layout)
        self.set(
            LSC_VERSION=version,
            LSC_FROM_EMAIL="LSC <lsc@agence.example>",
            EMAIL_URL="filemail:////srv/lsc/var/media/mail",
            LSC_EXTRANET_HOST=f"clients-{name}{DOMAIN}",
            LSC_BACKOFFICE_HOST=f"office-{name}{DOMAIN}",
            LSC_HTTP_PORT=str(free_port()),
            LSC_HTTPS_PORT=str(self.port),
            LSC_BEAT_SECONDS="2",
        )

    def _copy_tree(self) -> None:
        for file in tracked_files(ROOT):
            target = self.folder / file.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, target)

    def set(self, **settings: str) -> None:
        """Write these lines of ``.env``, in the place of those of the same name."""
        path = self.folder / ".env"
        kept = [
            line for line in path.read_text().splitlines() if line.partition("=")[0] not in settings
        ]
        added = [f"{name}={value}" for name, value in settings.items()]
        path.write_text("\n".join([*kept, *added, ""]))

    def setting(self, name: str) -> str:
        lines = (self.folder / ".env").read_text().splitlines()
        return next(line.partition("=")[2] for line in lines if line.startswith(f"{name}="))

    def _run(self, command: list[str], *, fails: bool = False, **more: Any) -> str:
        done = subprocess.run(
            command,
            cwd=self.folder,
            env={
                **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
                "COMPOSE_PROJECT_NAME": self.project,
                **more.pop("env", {}),
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            **more,
        )
        told = done.stdout + done.stderr
        assert bool(done.returncode) is fails, f"{self.name}: {' '.join(command)}\n{told}"
        return str(told if fails else done.stdout)

    def lsc(self, *arguments: str, fails: bool = False) -> str:
        """What an operator types."""
        return self._run(["deploy/lsc", *arguments], fails=fails)

    def compose(self, *arguments: str, fails: bool = False, **more: Any) -> str:
        return self._run(["docker", "compose", *arguments], fails=fails, **more)

    def containers(self, service: str) -> list[str]:
        return self.compose("ps", "--quiet", service).split()

    def manage(
        self, *arguments: str, fails: bool = False, more: dict[str, str] | None = None
    ) -> str:
        given = [part for name in more or {} for part in ("--env", name)]
        return self.compose(
            "exec", "-T", *given, self.site, "python", "manage.py", *arguments,
            fails=fails, env=more or {},
        )  # fmt: skip

    def python(self, source: str) -> str:
        """Run a few lines within the installation's own Django."""
        return self.manage("shell", "--no-imports", "--command", source)

    def query(self, sql: str) -> list[tuple[object, ...]]:
        """Rows, as the owner sees them: each value as text."""
        told = self.compose(
            "exec", "-T", "postgres", "psql", "--username=lsc", "--no-align", "--tuples-only",
            "--field-separator=\t", f"--command={sql}", "lsc",
        )  # fmt: skip
        return [tuple(line.split("\t")) for line in told.splitlines() if line]

    def url(self, site: str) -> str:
        host = "LSC_BACKOFFICE_HOST" if site == "backoffice" else "LSC_EXTRANET_HOST"
        return f"https://{self.setting(host)}:{self.port}"

    def is_ready(self, site: str) -> bool:
        try:
            return httpx.get(f"{self.url(site)}/readyz", timeout=10).status_code == 200
        except httpx.TransportError:
            return False

    @property
    def data(self) -> Path:
        """A copy of the media, where its letters are left."""
        copied = self.folder / "copied"
        shutil.rmtree(copied, ignore_errors=True)
        copied.mkdir()
        self.compose("cp", f"{self.site}:/srv/lsc/var/media/.", str(copied))
        return copied

    def trust(self, *roots: Path) -> None:
        """Have the containers believe these authorities, and the public ones."""
        bundle = self.folder / "deploy" / "ca" / "authorities.pem"
        public = run(["docker", "run", "--rm", f"lsc:{self.setting('LSC_VERSION')}",
                      "cat", "/etc/ssl/certs/ca-certificates.crt"])  # fmt: skip
        bundle.write_text("\n".join([public, *(root.read_text() for root in roots)]))
        bundle.chmod(0o644)
        self.set(LSC_CA_FILE=f"/etc/lsc/ca/{bundle.name}")

    def root(self) -> Path:
        """The certificate of the authority that its proxy made."""
        place = self.folder / "root.crt"
        self.compose("cp", "proxy:/data/caddy/pki/authorities/local/root.crt", str(place))
        return place

    def wait(self, until: Callable[[], bool], what: str) -> None:
        wait_until(until, f"{self.name}: {what}", told=self.logs)

    def logs(self) -> str:
        return self.compose("logs", "--tail", "30")

    def remove(self) -> None:
        """Everything of it, volumes included."""
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "5")


@dataclass
class Stage:
    """What the steps share."""

    work: Path
    version: str = field(init=False)
    office: Composed = field(init=False)
    front: Composed = field(init=False)
    scene: Scene = field(init=False)
    installations: list[Composed] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.version = f"lsc-check-{os.getpid()}"
        self.scene = Scene(self.work)

    def installation(self, name: str, layout: str) -> Composed:
        made = Composed(name, self.work, layout, self.version)
        self.installations.append(made)
        return made

    def logs(self) -> str:
        return "\n".join(each.logs() for each in self.installations)

    def remove(self) -> None:
        for each in self.installations:
            each.remove()
        images = run(["docker", "image", "ls", "--quiet", "--filter",
                              f"reference=lsc:{self.version}*"]).split()  # fmt: skip
        if images:
            run(["docker", "image", "rm", "--force", *dict.fromkeys(images)])


def believe(*roots: Path) -> None:
    """What this process opens is to be signed by one of these authorities."""
    together = roots[0].with_name("together.pem")
    together.write_text("\n".join(root.read_text() for root in roots))
    os.environ["SSL_CERT_FILE"] = str(together)


@contextmanager
def domain_here() -> Iterator[None]:
    """Names of the agency's domain are this machine, for this process alone."""
    asked = socket.getaddrinfo

    def answer(host: Any, *arguments: Any, **more: Any) -> Any:
        here = "127.0.0.1" if str(host).endswith(DOMAIN) else host
        return asked(here, *arguments, **more)

    socket.getaddrinfo = answer
    try:
        yield
    finally:
        socket.getaddrinfo = asked
