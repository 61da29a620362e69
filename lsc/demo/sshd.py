"""A throwaway OpenSSH server on loopback: files are exchanged over real SFTP, nothing is left."""

import contextlib
import getpass
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HOST = "127.0.0.1"
START_SECONDS = 20


class SshError(Exception):
    """The server did not start; carries what it wrote."""


def is_installed() -> bool:
    """Whether this machine has what the server takes."""
    return bool(_program() and shutil.which("ssh-keygen") and shutil.which("setpriv"))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def make_key(path: Path, *, kind: str = "ed25519", passphrase: str = "") -> Path:
    """An SSH key pair made by OpenSSH itself."""
    command = ["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-f", str(path)]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)  # noqa: S603 - our own arguments
    return path


@dataclass
class SshServer:
    """OpenSSH in the foreground, for one user and one key, serving SFTP only.

    ``options`` are those of sftp-server: ``-R`` serves without letting anyone write.
    ``max_file_bytes`` is a quota: writing beyond it fails, as on a full disk. ``passwords``: the
    user's own password opens it too.
    """

    folder: Path
    options: str = ""
    max_file_bytes: int | None = None
    passwords: bool = False
    port: int = field(default_factory=free_port)
    extra_host_keys: list[Path] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.files = self.folder / "files"
        self.files.mkdir(exist_ok=True)
        self.username = getpass.getuser()
        self.user_key = self.folder / "user_key"
        if not self.user_key.exists():
            make_key(self.user_key)
        if not (self.folder / "host_key").exists():
            make_key(self.folder / "host_key")
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def host_key(self) -> str:
        return " ".join((self.folder / "host_key.pub").read_text().split()[:2])

    def change_host_key(self) -> None:
        for name in ("host_key", "host_key.pub"):
            (self.folder / name).unlink()
        make_key(self.folder / "host_key")

    def start(self) -> None:
        """Return once it answers. Raises SshError."""
        if os.geteuid() == 0:
            # Where OpenSSH keeps its unprivileged half; the package makes it at boot.
            Path("/run/sshd").mkdir(exist_ok=True)
        command = [_program(), "-D", "-e", "-f", str(self._configure())]
        if self.max_file_bytes is not None:
            command = ["prlimit", f"--fsize={self.max_file_bytes}", "--", *command]
        command = ["setpriv", "--pdeathsig", "TERM", "--", *command]
        with (self.folder / "sshd.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own command line
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                # Python ignores SIGXFSZ: handed down, a write beyond the quota kills nobody.
                restore_signals=False,
                # Ctrl-C reaches the demo alone, which then stops its server in order.
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not _answers(self.port):
            if time.monotonic() > deadline or self._process.poll() is not None:
                self.stop()
                raise SshError((self.folder / "sshd.log").read_text())
            time.sleep(0.02)

    def _configure(self) -> Path:
        config = self.folder / "sshd_config"
        lines = {
            "Port": self.port,
            "ListenAddress": HOST,
            "HostKey": self.folder / "host_key",
            "AuthorizedKeysFile": self.folder / "user_key.pub",
            "AllowUsers": self.username,
            "PidFile": "none",
            "StrictModes": "no",
            "UsePAM": "no",
            "PasswordAuthentication": "yes" if self.passwords else "no",
            "PermitRootLogin": "yes" if self.passwords else "prohibit-password",
            "DisableForwarding": "yes",
            "Subsystem": f"sftp internal-sftp {self.options}",
            "ForceCommand": f"internal-sftp {self.options}",
        }
        pairs = [*lines.items(), *(("HostKey", key) for key in self.extra_host_keys)]
        config.write_text("".join(f"{name} {value}\n" for name, value in pairs))
        return config

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait()
            self._process = None


@contextlib.contextmanager
def ssh_server(folder: Path, **options: Any) -> Iterator[SshServer]:
    server = SshServer(folder, **options)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _program() -> str:
    """Where sshd is; most people's PATH leaves its folder out."""
    return shutil.which("sshd") or shutil.which("sshd", path="/usr/sbin:/usr/local/sbin") or ""


def _answers(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection((HOST, port), timeout=1):
        return True
    return False
