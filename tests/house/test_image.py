"""What the image of the containers holds: all that runs, and how gunicorn is to be started."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FLAGS = ("--keep-alive", "--access-logformat", "--logger-class")
#: Seconds for which proxies keep an idle connection: nginx 60, Traefik 90, Caddy 120.
LONGEST_OF_PROXIES = 120


#: Settings that are the image's own, or that only a developer changes.
OF_THE_IMAGE = {
    *(
        "LSC_ARCHIVE_DIR",
        "LSC_DATA_DIR",
        "LSC_NODE_MODULES",
        "LSC_STATIC_ROOT",
        "SEPA_FOLDER",
        "LSC_HTTPS",
    ),
    *("LSC_BEAT_SECONDS", "LSC_CONN_MAX_AGE", "LSC_DEBUG"),
}


@pytest.fixture(scope="module")
def let_in() -> set[str]:
    """The top of the tree that goes into the image: nothing but what is named."""
    rules = (ROOT / ".dockerignore").read_text().split()
    assert rules[0] == "*"
    return {rule.removeprefix("!") for rule in rules if rule.startswith("!")}


def test_the_image_holds_every_room(let_in: set[str]) -> None:
    rooms = {app.partition(".")[0] for app in settings.INSTALLED_APPS}
    ours = {room for room in rooms if (ROOT / room).is_dir()}
    assert ours <= let_in


def test_the_image_logs_no_query(let_in: set[str]) -> None:
    # Without it gunicorn writes « ?q=FR76… » and keys of reset links to its access log.
    assert "gunicorn.conf.py" in let_in


def test_no_command_line_says_otherwise() -> None:
    for name in ("Dockerfile", "docker-compose.yml", "lsc/demo/stage.py", "docs/operations.md"):
        text = (ROOT / name).read_text()
        assert not [flag for flag in FLAGS if flag in text], name


def test_what_an_installation_may_choose_reaches_the_containers() -> None:
    read = set(re.findall(r'"((?:LSC|SEPA)_[A-Z_]+)"', (ROOT / "lsc/settings.py").read_text()))
    given = set(
        re.findall(r"^ +((?:LSC|SEPA)_[A-Z_]+):", (ROOT / "docker-compose.yml").read_text(), re.M)
    )
    assert read - given == OF_THE_IMAGE


def test_who_closes_a_connection_first_is_the_proxy() -> None:
    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["keepalive"] > LONGEST_OF_PROXIES
