"""A web process takes connections while it serves: no sooner, and no longer."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.services import free_port
from tests.waiting import wait_until

#: Each step is told by a file, and waits for another.
APPLICATION = """
import pathlib, time
def step(begun, until):
    place = pathlib.Path(__file__)
    place.with_name(begun).touch()
    while not place.with_name(until).exists():
        time.sleep(0.01)
step("loading", "load")
def application(environ, start_response):
    step("answering", "answer")
    start_response("200 OK", [("Content-Length", "4")])
    return [b"done"]
"""


@pytest.fixture
def web(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    (tmp_path / "slow.py").write_text(APPLICATION)
    port = free_port()
    process = subprocess.Popen(
        [
            sys.executable, "-m", "gunicorn", "slow:application", f"--pythonpath={tmp_path}",
            f"--bind=127.0.0.1:{port}", "--threads=4", "--graceful-timeout=110",
        ],
        cwd=settings.BASE_DIR,
    )  # fmt: skip
    try:
        wait_until((tmp_path / "loading").exists, "the process loads the application")
        yield process, port
    finally:
        process.kill()
        process.wait()


def is_open(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except ConnectionRefusedError:
        return False
    except TimeoutError:
        # Taken by the system, for a queue that is full: nobody serves it.
        return True
    return True


def test_it_listens_once_the_application_is_there(
    web: tuple[subprocess.Popen[bytes], int], tmp_path: Path
) -> None:
    _process, port = web
    assert not is_open(port)
    (tmp_path / "load").touch()
    wait_until(lambda: is_open(port), "the process listens")


def test_it_refuses_at_once_and_ends_what_it_began(
    web: tuple[subprocess.Popen[bytes], int], tmp_path: Path
) -> None:
    process, port = web
    (tmp_path / "load").touch()
    wait_until(lambda: is_open(port), "the process listens")
    with socket.create_connection(("127.0.0.1", port), 60) as begun:
        begun.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        wait_until((tmp_path / "answering").exists, "the request is being answered")
        process.terminate()
        wait_until(lambda: not is_open(port), "new connections are refused")
        assert process.poll() is None
        (tmp_path / "answer").touch()
        answer = b""
        while part := begun.recv(4096):
            answer += part
        assert answer.endswith(b"done")
    process.wait(60)
