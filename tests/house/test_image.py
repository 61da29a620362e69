"""What the image of the containers holds: all that runs, and how gunicorn is to be started."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
FLAGS = ("--keep-alive", "--access-logformat", "--logger-class")
#: Seconds for which proxies keep an idle connection: nginx 60, Traefik 90, Caddy 120.
LONGEST_OF_PROXIES = 120


#: Settings that are the image's own, or that only a developer changes.
OF_THE_IMAGE = {
    *("LSC_ARCHIVE_DIR", "LSC_DATA_DIR", "LSC_NODE_MODULES", "LSC_STATIC_ROOT"),
    *("LSC_DEBUG", "LSC_HTTPS"),
}
#: What only the books hold, and a clients' site alone must not be given.
OF_THE_BOOKS = {
    *("LSC_ENCRYPTION_KEYS", "LSC_BLIND_INDEX_KEY", "LSC_SIGNING_KEYS", "LSC_ANCHOR_FILE"),
    *("LSC_BACKOFFICE_URL", "SEPA_FOLDER", "SEPA_PLATFORM_KEY", "SEPA_PLATFORM_URL"),
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


@pytest.fixture(scope="module")
def services() -> dict[str, dict[str, Any]]:
    """The services of compose, anchors followed."""
    return yaml.safe_load((ROOT / "docker-compose.yml").read_text())["services"]  # type: ignore[no-any-return]


def test_a_layout_is_chosen_before_any_site_starts(services: dict[str, dict[str, Any]]) -> None:
    assert {name for name, service in services.items() if "profiles" not in service} == {
        "postgres", "redis",
    }  # fmt: skip


def test_the_front_alone_has_nothing_of_the_books(services: dict[str, dict[str, Any]]) -> None:
    front = {name: each for name, each in services.items() if each.get("profiles") == ["front"]}
    assert set(front) == {"front", "front-worker", "front-beat", "front-migrate"}
    for name, service in front.items():
        assert not OF_THE_BOOKS & set(service["environment"]), name
        assert not [each for each in service["volumes"] if each.startswith("anchors:")], name
        assert set(service["depends_on"]) <= {*front, "postgres", "redis"}, name


def test_the_books_alone_start_no_clients_site(services: dict[str, dict[str, Any]]) -> None:
    started = {name for name, each in services.items() if "books" in each.get("profiles", [])}
    assert started == {"migrate", "backoffice", "worker", "beat"}


def test_beside_the_books_the_clients_site_has_a_role_and_keys_of_its_own(
    services: dict[str, dict[str, Any]],
) -> None:
    given = services["extranet"]["environment"]
    assert "lsc_extranet:" in given["DATABASE_URL"]
    assert {given.get(name, "") for name in OF_THE_BOOKS if name.endswith(("KEYS", "KEY"))} == {""}


def test_every_service_is_hardened_and_its_log_bounded(
    services: dict[str, dict[str, Any]],
) -> None:
    for name, service in services.items():
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"]), name
        assert service["logging"]["options"].keys() == {"max-size", "max-file"}, name


def test_who_closes_a_connection_first_is_the_proxy() -> None:
    assert runpy.run_path(str(ROOT / "gunicorn.conf.py"))["keepalive"] > LONGEST_OF_PROXIES
