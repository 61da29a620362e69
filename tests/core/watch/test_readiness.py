"""Alive, and ready: /readyz names what is missing, to anyone, and tells nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from core.watch.services import readiness

pytestmark = pytest.mark.django_db

ICON = readiness._ICON


def missing(answer: Any) -> set[str]:
    told = json.loads(answer.content)
    assert told["ok"] is (answer.status_code == 200)
    return {part for part, said in told["parts"].items() if not said["ok"]}


@pytest.mark.parametrize(
    ("site", "parts"),
    [
        ("backoffice", {"database", "migrations", "keys", "redis", "archive", "static"}),
        ("extranet", {"database", "migrations", "keys", "redis", "static"}),
    ],
)
def test_alive_and_ready_on_both_sites(on_site, site: str, parts: set[str], settings) -> None:
    visitor = on_site(site)
    assert visitor.get("/healthz").content == b"ok"
    ready = visitor.get("/readyz")
    assert (ready.status_code, missing(ready)) == (200, set())
    assert set(ready.json()["parts"]) == parts - (set() if settings.REDIS_URL else {"redis"})


def test_each_part_says_what_it_is_in_a_sentence(back_office: Client) -> None:
    for part, said in back_office.get("/readyz").json()["parts"].items():
        assert said["says"] == readiness.sentence(part, ok=True)
        assert said["says"] != readiness.sentence(part, ok=False)


def test_not_ready_while_a_migration_is_missing(back_office: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="core_database").delete()
    answer = back_office.get("/readyz")
    assert answer.status_code == 503
    assert "migrations" in missing(answer)


def test_a_migration_of_a_newer_release_does_no_harm(back_office: Client) -> None:
    MigrationRecorder(connection).record_applied("core_database", "9999_of_tomorrow")
    assert back_office.get("/readyz").status_code == 200


def test_not_ready_without_its_database_but_still_alive(back_office: Client) -> None:
    def down(*_args: object) -> None:
        raise DatabaseError("password authentication failed for user lsc_app")

    with connection.execute_wrapper(down):
        answer = back_office.get("/readyz")
        assert missing(answer) >= {"database", "migrations", "keys", "archive"}
        assert "lsc_app" not in answer.content.decode()
        assert back_office.get("/healthz").status_code == 200


def test_a_table_that_may_not_be_read_is_a_part_that_is_missing(
    back_office: Client, monkeypatch
) -> None:
    def refused() -> bool:
        raise DatabaseError("permission denied for table core_database_keycanary")

    monkeypatch.setattr(readiness, "keys_fit", refused)
    assert missing(back_office.get("/readyz")) == {"keys"}


class TestAnImageWithoutItsStaticFiles:
    @pytest.fixture
    def collected(self, tmp_path: Path, monkeypatch) -> Path:
        """Where an image's files were collected: the manifest, and the icon that it names."""
        folder = tmp_path / "static"
        (folder / "icons").mkdir(parents=True)
        (folder / "icons/triangle.0f1e.svg").write_text("<svg/>")
        manifest = {"version": "1.1", "hash": "", "paths": {ICON: "icons/triangle.0f1e.svg"}}
        (folder / "staticfiles.json").write_text(json.dumps(manifest))
        storage = ManifestStaticFilesStorage(location=folder, base_url="/static/")
        monkeypatch.setattr(readiness, "staticfiles_storage", storage)
        return folder

    def test_is_ready_with_them(self, back_office: Client, collected: Path) -> None:
        assert missing(back_office.get("/readyz")) == set()

    @pytest.mark.parametrize("lost", ["staticfiles.json", "icons/triangle.0f1e.svg"])
    def test_is_not_without_one(self, back_office: Client, collected: Path, lost: str) -> None:
        (collected / lost).unlink()
        assert missing(back_office.get("/readyz")) == {"static"}

    @pytest.mark.parametrize("written", ["{", "{}", '{"version": "1.1", "paths": {}}'])
    def test_nor_with_a_manifest_that_names_nothing(
        self, back_office: Client, collected: Path, written: str
    ) -> None:
        (collected / "staticfiles.json").write_text(written)
        assert missing(back_office.get("/readyz")) == {"static"}


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("site", ["backoffice", "extranet"])
def test_a_probe_knows_neither_the_name_of_the_site_nor_tls(
    on_site, settings, site: str, path: str
) -> None:
    visitor = on_site(site)
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["cabinet.example"], True
    answer = visitor.get(path, headers={"Host": "10.0.0.7:8000"})
    assert answer.status_code == 200
    assert not answer.cookies
    assert visitor.get("/", headers={"Host": "10.0.0.7:8000"}).status_code == 400
    assert visitor.get("/", headers={"Host": "cabinet.example"}).status_code == 301
