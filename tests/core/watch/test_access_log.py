"""gunicorn's access log: paths only, the visitor's address, no probe that found all well."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services import free_port
from tests.tied import tied
from tests.waiting import wait_until

RESET = "1-c8abcd-0123456789abcdef0123456789abcdef"
IBAN = "FR7630006000011234567890189"
#: Ready, but for what the path says; the answer bears an id, as ours do.
APP = """
def app(environ, start):
    status = "503 No" if environ.get("QUERY_STRING") == "down" else "200 OK"
    start(status, [("X-Request-ID", "theidoftherequest")])
    return [b"ok"]
"""
Ask = Callable[..., None]


@contextlib.contextmanager
def served(repository: Path, folder: Path, **environment: str) -> Iterator[tuple[Ask, Path]]:
    """gunicorn as it starts from the project, and the file of its access log."""
    (folder / "bare.py").write_text(APP)
    port, log = free_port(), folder / "access.log"
    command = [sys.executable, "-m", "gunicorn", "bare:app", f"--pythonpath={folder}"]
    command += [f"--bind=127.0.0.1:{port}", f"--access-logfile={log}", "--workers=1"]
    server = subprocess.Popen(tied(*command), cwd=repository, env={**os.environ, **environment})

    def ask(path: str, **headers: str) -> None:
        request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=headers)
        with contextlib.suppress(urllib.error.HTTPError):
            urllib.request.urlopen(request, timeout=5).close()  # noqa: S310

    def answered() -> bool:
        assert server.poll() is None
        try:
            ask("/healthz")
        except OSError:
            return False
        return True

    try:
        wait_until(answered, "the server answers")
        yield ask, log
    finally:
        server.terminate()
        server.wait(20)


def test_paths_only_and_masked(repository: Path, tmp_path: Path) -> None:
    with served(repository, tmp_path) as (ask, log):
        ask(f"/compte/{RESET}/?q={IBAN}", Referer=f"http://localhost/?q={IBAN}")
    [line] = log.read_text().splitlines()
    assert '127.0.0.1 "GET /compte/••••/ HTTP/1.1" 200' in line
    assert "[theidoftherequest]" in line
    assert re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00 ", line)
    assert "FR76" not in line


@pytest.mark.parametrize(
    ("hops", "address"), [("0", "127.0.0.1"), ("1", "203.0.113.9"), ("2", "198.51.100.7")]
)
def test_json_with_the_visitors_address(
    repository: Path, tmp_path: Path, hops: str, address: str
) -> None:
    environment = {"LSC_LOG_FORMAT": "json", "LSC_TRUSTED_PROXY_COUNT": hops}
    forwarded = {"X-Forwarded-For": "6.6.6.6, 198.51.100.7, 203.0.113.9"}
    with served(repository, tmp_path, **environment) as (ask, log):
        ask(f"/compte/{RESET}/?q={IBAN}", **forwarded, **{"User-Agent": f"Firefox {IBAN}"})
    [line] = log.read_text().splitlines()
    assert IBAN not in line
    assert RESET not in line
    told = json.loads(line)
    assert told["client"] == address
    assert (told["method"], told["path"], told["status"]) == ("GET", "/compte/••••/", 200)
    assert told["request_id"] == "theidoftherequest"
    assert told["logger"] == "gunicorn.access"
    assert told["seconds"] >= 0


def test_a_probe_is_in_it_only_where_something_is_wrong(repository: Path, tmp_path: Path) -> None:
    with served(repository, tmp_path) as (ask, log):
        for path in ("/healthz", "/readyz", "/metrics", "/readyz?down", "/healthzz"):
            ask(path)
    red, other = log.read_text().splitlines()
    assert '"GET /readyz HTTP/1.1" 503' in red
    assert "/healthzz" in other
