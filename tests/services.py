"""A throwaway PostgreSQL and a throwaway Redis, for tests and benchmarks.

python -m tests.services -- pytest tests/ledger      run a command against them
python -m tests.services --durable -- CMD            the same, with fsync on
python -m tests.services --serve                     print exports, stay up until a signal
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import pwd
import re
import secrets
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType

import psycopg
import redis

PREFIX = "lsc-services-"
LOCK_NAME = "owner.lock"
START_ATTEMPTS = 3
START_TIMEOUT = 60.0
STOP_TIMEOUT = 20.0
# A directory this young may belong to a run that has not taken its lock yet.
STALE_AFTER = 60.0

FAST_SETTINGS = ("fsync=off", "full_page_writes=off", "synchronous_commit=off")


class ServiceError(RuntimeError):
    """A service could not be started."""


def _binary(name: str) -> str:
    found = sorted(
        Path("/usr/lib/postgresql").glob(f"*/bin/{name}"),
        key=lambda path: int(re.sub(r"\D", "", path.parts[-3]) or 0),
    )
    on_path = shutil.which(name)
    if on_path:
        return on_path
    if found:
        return str(found[-1])
    raise ServiceError(f"{name} is not installed: run `make setup-test`")


def _unprivileged_user() -> str:
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            pwd.getpwnam(name)
            return name
    raise ServiceError("no unprivileged user to run PostgreSQL as")


def _unprivileged(command: Sequence[str], death_signal: str = "TERM") -> list[str]:
    """Drop root, which PostgreSQL refuses, and die with this process even if it is killed."""
    prefix = [_binary("setpriv"), "--pdeathsig", death_signal]
    if os.geteuid() == 0:
        user = pwd.getpwnam(_unprivileged_user())
        prefix += [f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]
    return [*prefix, "--", *command]


def _private_directory(parent: Path, name: str) -> Path:
    directory = parent / name
    directory.mkdir(mode=0o700)
    if os.geteuid() == 0:
        user = pwd.getpwnam(_unprivileged_user())
        os.chown(directory, user.pw_uid, user.pw_gid)
    return directory


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _spawn(command: list[str], log: Path, cwd: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        # Its own session, so that Ctrl-C reaches the command first and the services last.
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=cwd,
            start_new_session=True,
        )


def _stop(process: subprocess.Popen[bytes], stop_signal: signal.Signals) -> None:
    if process.poll() is not None:
        return
    process.send_signal(stop_signal)
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _wait_until(ready: Callable[[], bool], process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        if ready():
            return
        time.sleep(0.05)
    tail = log.read_text(errors="replace")[-2000:]
    raise ServiceError(f"{log.stem} did not start:\n{tail}")


def _initialise_cluster(data: Path, password: str) -> None:
    password_file = data.parent / "password"
    password_file.write_text(password)
    if os.geteuid() == 0:
        os.chown(password_file, pwd.getpwnam(_unprivileged_user()).pw_uid, -1)
    password_file.chmod(0o600)
    command = [_binary("initdb"), "--pgdata", str(data), "--username=lsc", "--no-sync"]
    command += ["--encoding=UTF8", "--locale=C.UTF-8", "--auth=scram-sha-256"]
    command += [f"--pwfile={password_file}"]
    done = subprocess.run(
        _unprivileged(command), cwd=data.parent, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        raise ServiceError(f"initdb failed:\n{done.stdout}{done.stderr}")


def _postgres_answers(dsn: str) -> Callable[[], bool]:
    def answers() -> bool:
        try:
            with psycopg.connect(
                dsn, dbname="postgres", autocommit=True, connect_timeout=2
            ) as link:
                link.execute("CREATE DATABASE lsc")
        except psycopg.OperationalError:
            return False
        return True

    return answers


@contextlib.contextmanager
def postgres(root: Path, *, durable: bool = False) -> Iterator[str]:
    """Run PostgreSQL in `root` and yield its URL."""
    password = secrets.token_hex(16)
    data = _private_directory(root, "postgres")
    sockets = _private_directory(root, "sockets")
    _initialise_cluster(data, password)
    port = free_port()
    settings = [f"unix_socket_directories={sockets}", "listen_addresses=127.0.0.1", f"port={port}"]
    settings += ["max_connections=200", "timezone=UTC", *([] if durable else FAST_SETTINGS)]
    command = [_binary("postgres"), "-D", str(data)]
    for setting in settings:
        command += ["-c", setting]
    log = root / "postgres.log"
    process = _spawn(_unprivileged(command, "INT"), log, root)
    try:
        url = f"postgres://lsc:{password}@127.0.0.1:{port}/lsc"
        _wait_until(_postgres_answers(url), process, log)
        yield url
    finally:
        # INT is PostgreSQL's fast shutdown: it does not wait for clients.
        _stop(process, signal.SIGINT)


@contextlib.contextmanager
def redis_server(root: Path) -> Iterator[str]:
    """Run Redis in `root`, nothing saved, and yield its URL."""
    directory = _private_directory(root, "redis")
    port = free_port()
    command = [_binary("redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
    command += ["--save", "", "--appendonly", "no", "--dir", str(directory)]
    log = root / "redis.log"
    process = _spawn(_unprivileged(command), log, root)
    url = f"redis://127.0.0.1:{port}/0"
    client = redis.Redis(port=port, socket_connect_timeout=2)

    def answers() -> bool:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False

    try:
        _wait_until(answers, process, log)
        yield url
    finally:
        client.close()
        _stop(process, signal.SIGTERM)


def _sweep_leftovers() -> None:
    """Remove the directories of runs that were killed before they could tidy up."""
    for directory in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError), (directory / LOCK_NAME).open("rb") as lock:
            if time.time() - directory.stat().st_mtime < STALE_AFTER:
                continue
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(directory, ignore_errors=True)


@contextlib.contextmanager
def _owned_directory() -> Iterator[Path]:
    _sweep_leftovers()
    root = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        with (root / LOCK_NAME).open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            # The unprivileged servers must be able to walk through it.
            root.chmod(0o711)
            yield root
    finally:
        shutil.rmtree(root, ignore_errors=True)


@contextlib.contextmanager
def services(*, durable: bool = False) -> Iterator[dict[str, str]]:
    """Run both services and yield the environment that points at them."""
    for attempt in range(1, START_ATTEMPTS + 1):
        with contextlib.ExitStack() as stack:
            try:
                root = stack.enter_context(_owned_directory())
                database_url = stack.enter_context(postgres(root, durable=durable))
                redis_url = stack.enter_context(redis_server(root))
            except ServiceError:
                # Another process may have taken the free port in the meantime.
                if attempt == START_ATTEMPTS:
                    raise
                continue
            yield {
                "DATABASE_URL": database_url,
                "REDIS_URL": redis_url,
                "LSC_MULTI_USER": "1",
                "LSC_DATA_DIR": str(root / "data"),
            }
            return


def _run(command: Sequence[str], environment: dict[str, str]) -> int:
    """Run the command, pass it the signals that come, and leave no child of it behind."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    process = subprocess.Popen(
        [_binary("setpriv"), "--pdeathsig", "TERM", "--", *command],
        env={**os.environ, "PATH": path, **environment},
        start_new_session=True,
    )
    try:
        code = process.wait()
    except SystemExit as interruption:
        os.killpg(process.pid, int(interruption.code or 0) - 128)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_TIMEOUT)
        raise
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    return code if code >= 0 else 128 - code


def _serve(environment: dict[str, str]) -> int:
    for name, value in environment.items():
        print(f"export {name}={shlex.quote(value)}", flush=True)
    while True:
        signal.pause()


def _on_signal(number: int, frame: FrameType | None) -> None:
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.services", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--durable", action="store_true", help="keep fsync on, for benchmarks")
    parser.add_argument("--serve", action="store_true", help="stay up and print the exports")
    parser.add_argument("command", nargs="*", help="the command, after --")
    options = parser.parse_args(arguments)
    if options.serve == bool(options.command):
        parser.error("give either --serve or a command")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _on_signal)
    try:
        with services(durable=options.durable) as environment:
            if options.serve:
                return _serve(environment)
            return _run(options.command, environment)
    except ServiceError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
