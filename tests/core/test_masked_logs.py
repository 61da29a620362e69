"""No IBAN, card number, query of a search or key of a reset link reaches a log."""

from __future__ import annotations

import logging
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from core.logging import MaskIbansFilter, logging_to_console, mask
from tests.tied import tied
from tests.waiting import wait_until

DIGITS = "3000 6000 0112 3456 7890 189"
RESET = "1-c8abcd-0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize("between", ["", " ", "\u00a0", "\u202f", "-", "%20", "%C2%A0", "+", "."])
@pytest.mark.parametrize("country", ["FR76", "fr76", "Fr76"])
def test_an_iban_is_masked_however_it_is_written(country: str, between: str) -> None:
    said = f"refusé : {country}{between}{DIGITS.replace(' ', between)}, à revoir"
    assert mask(said) == f"refusé : {country} ••••, à revoir"


def test_one_that_is_mistyped_is_masked_too() -> None:
    assert "7890" not in mask("FR76 3000 6000 0112 3456 7890 188")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("carte 4111 1111 1111 1111", "carte •••• 1111"),
        ('"GET /recherche/?q=Maryse HTTP/1.1" 200 12', '"GET /recherche/ HTTP/1.1" 200 12'),
        (f"Not Found: /compte/cle/{RESET}/", "Not Found: /compte/cle/••••/"),
        ("lot ab12 rue des lilas bleus", "lot ab12 rue des lilas bleus"),
        ("écriture 12/2026 équilibrée", "écriture 12/2026 équilibrée"),
    ],
)
def test_what_else_is_kept_out_and_what_stays(said: str, left: str) -> None:
    assert mask(said) == left


def test_the_development_server_is_filtered_as_the_rest() -> None:
    config = logging_to_console("INFO")
    assert config["loggers"]["django.server"] == {
        "handlers": ["console"],
        "level": "INFO",
        "propagate": False,
    }
    record = logging.LogRecord(
        "django.server",
        logging.INFO,
        "",
        0,
        '"%s" %s %s',
        ("GET /x/?q=FR76 HTTP/1.1", 200, 1),
        None,
    )
    assert MaskIbansFilter().filter(record)
    assert record.getMessage() == '"GET /x/ FR76 HTTP/1.1" 200 1' or "?q" not in record.getMessage()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_gunicorn_started_from_the_project_logs_paths_only(
    repository: Path, tmp_path: Path
) -> None:
    (tmp_path / "bare.py").write_text(
        "def app(environ, start):\n    start('200 OK', [])\n    return [b'ok']\n"
    )
    port, log = free_port(), tmp_path / "access.log"
    command = [sys.executable, "-m", "gunicorn", "bare:app", f"--pythonpath={tmp_path}"]
    command += [f"--bind=127.0.0.1:{port}", f"--access-logfile={log}", "--workers=1"]
    server = subprocess.Popen(tied(*command), cwd=repository)
    url = f"http://127.0.0.1:{port}/compte/{RESET}/?q=FR7630006000011234567890189"
    referrer = {"Referer": "http://localhost/?q=FR7630006000011234567890189"}
    request = urllib.request.Request(url, headers=referrer)

    def answered() -> bool:
        assert server.poll() is None
        try:
            urllib.request.urlopen(request, timeout=5).close()  # noqa: S310
        except OSError:
            return False
        return True

    try:
        wait_until(answered, "the server answers")
    finally:
        server.terminate()
        server.wait(20)
    [line] = log.read_text().splitlines()
    assert '"GET /compte/••••/ HTTP/1.1" 200' in line
    assert "FR76" not in line
