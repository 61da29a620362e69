"""Signs of life for containers and systemd: a file in memory, and a word to whoever supervises."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from core.house import runtime
from core.jobs import alive
from core.watch.services import readiness
from lsc import heartbeats


@pytest.fixture(autouse=True)
def memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The memory of another machine."""
    monkeypatch.setattr(runtime, "_MEMORY", tmp_path)
    monkeypatch.setenv("LSC_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    return tmp_path


def age(name: str, seconds: float) -> None:
    sign = runtime.folder() / f"{name}.alive"
    moment = sign.stat().st_mtime - seconds
    os.utime(sign, (moment, moment))


def test_one_that_shows_itself_lives(capsys: pytest.CaptureFixture[str]) -> None:
    alive.show("worker")
    assert alive.main(["worker"]) == 0
    assert alive.main(["beat"]) == 1
    assert "beat: no sign of life" in capsys.readouterr().err


def test_one_that_stopped_showing_itself_does_not(capsys: pytest.CaptureFixture[str]) -> None:
    alive.show("beat")
    age("beat", 200)
    assert alive.main(["beat"]) == 1
    assert "last sign of life 200 s ago" in capsys.readouterr().err
    assert alive.main(["beat", "--within", "300"]) == 0


def test_two_installations_of_one_machine_are_told_apart(memory: Path, monkeypatch) -> None:
    alive.show("worker")
    monkeypatch.setenv("LSC_DATA_DIR", str(memory / "other"))
    assert alive.main(["worker"]) == 1


def test_its_folder_is_its_users_alone() -> None:
    assert runtime.folder().stat().st_mode & 0o077 == 0


def test_one_that_somebody_else_laid_there_is_refused(memory: Path, monkeypatch) -> None:
    there = runtime.folder()
    there.rmdir()
    (memory / "elsewhere").mkdir()
    there.symlink_to(memory / "elsewhere")
    with pytest.raises(PermissionError):
        runtime.folder()
    alive.show("worker")
    assert not list((memory / "elsewhere").iterdir())


@pytest.mark.parametrize("prefix", ["", "@"])
def test_systemd_hears_each_sign(memory: Path, monkeypatch, prefix: str) -> None:
    address = f"{prefix}{memory}/notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as systemd:
        systemd.bind(address.replace("@", "\0"))
        monkeypatch.setenv("NOTIFY_SOCKET", address)
        alive.show("beat")
        assert systemd.recv(100).split(b"\n") == [b"READY=1", b"WATCHDOG=1"]


def test_a_supervisor_that_hears_nothing_stops_nobody(memory: Path, monkeypatch) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(memory / "nobody"))
    alive.show("beat")
    assert alive.main(["beat"]) == 0


@pytest.mark.parametrize("name", alive.NAMES)
@pytest.mark.parametrize("answers", [True, False])
def test_one_that_stands_still_is_excused_by_redis_alone(
    name: str, answers: bool, monkeypatch
) -> None:
    monkeypatch.setattr(readiness, "redis_answers", lambda: answers)
    monkeypatch.setitem(heartbeats._turned, name, float("-inf"))
    heartbeats._excuse(name)
    assert alive.main([name]) == int(answers)


def test_the_check_starts_without_django(memory: Path, repository: Path) -> None:
    told = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "core.jobs.alive", "worker"],
        cwd=repository, capture_output=True, text=True, check=False,
        env={**os.environ, "LSC_DATA_DIR": str(memory)},
    )  # fmt: skip
    assert told.returncode == 1
    loaded = {line.rpartition("|")[2].strip() for line in told.stderr.splitlines()}
    assert "core.house.runtime" in loaded
    assert not {name for name in loaded if name.partition(".")[0] in {"django", "celery"}}
