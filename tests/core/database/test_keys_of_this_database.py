"""A lost or wrong key is noticed at once, and no new one is made where data wants the old."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection
from django.test import Client

from core.database import secrets
from core.database.models import KeyCanary
from core.database.secrets import database_has_keys, load_secrets, new_key
from core.database.services.canary import keys_fit, keys_of_this_database


def ready(client: Client) -> tuple[int, bool]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["parts"]["keys"]["ok"]


@pytest.mark.django_db
class TestTheKeysAreThoseOfTheDatabase:
    def test_its_own_keys_fit(self, back_office: Client) -> None:
        assert keys_fit()
        assert ready(back_office) == (200, True)
        assert keys_of_this_database(None) == []

    @pytest.mark.parametrize("lost", ["FIELD_ENCRYPTION_KEYS", "BLIND_INDEX_KEY"])
    def test_others_turn_readyz_red_and_stop_commands(
        self, lost: str, back_office: Client, settings: Any
    ) -> None:
        setattr(settings, lost, [new_key()] if lost.endswith("KEYS") else new_key())
        assert ready(back_office) == (503, False)
        [critical] = keys_of_this_database(None)
        assert critical.id == "lsc.C001"

    def test_a_key_on_its_way_out_still_fits(self, settings: Any) -> None:
        old = list(settings.FIELD_ENCRYPTION_KEYS)
        settings.FIELD_ENCRYPTION_KEYS = [new_key(), *old]
        assert keys_fit()
        call_command("rotate_keys", verbosity=0)
        settings.FIELD_ENCRYPTION_KEYS = settings.FIELD_ENCRYPTION_KEYS[:1]
        assert keys_fit()

    def test_migrating_again_with_other_keys_changes_nothing(self, settings: Any) -> None:
        settings.FIELD_ENCRYPTION_KEYS = [new_key()]
        call_command("migrate", verbosity=0)
        assert KeyCanary.objects.count() == 1
        assert not keys_fit()


def load(folder: Path, *, bound: bool) -> secrets.Secrets:
    return load_secrets(folder, environ={}, required=False, bound=lambda: bound)


def test_keys_are_made_once_for_an_empty_installation(tmp_path: Path) -> None:
    made = load(tmp_path, bound=False)
    assert load(tmp_path, bound=True) == made
    assert (tmp_path / "secrets.json").stat().st_mode & 0o077 == 0


def test_a_lost_file_is_never_replaced_beside_data(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="backup"):
        load(tmp_path, bound=True)
    assert not (tmp_path / "secrets.json").exists()


@pytest.mark.parametrize("content", ["", "{", "[]", '{"secret_key": "x"}'])
def test_a_file_cut_short_is_no_reason_for_new_keys(content: str, tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text(content)
    with pytest.raises(ImproperlyConfigured, match="backup"):
        load(tmp_path, bound=False)
    assert (tmp_path / "secrets.json").read_text() == content


@pytest.mark.django_db
def test_the_database_itself_is_asked() -> None:
    assert database_has_keys(connection.settings_dict)
    empty = {**connection.settings_dict, "NAME": "template1"}
    assert not database_has_keys(empty)


def test_a_postgresql_that_does_not_answer_gets_no_new_keys() -> None:
    nobody = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "x",
        "HOST": "127.0.0.1",
        "PORT": 1,
    }
    assert database_has_keys(nobody)


def test_a_small_edition_is_asked_by_its_file(tmp_path: Path) -> None:
    path = tmp_path / "lsc.sqlite3"
    config = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    assert not database_has_keys(config)
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE core_database_keycanary (name text)")
        assert not database_has_keys(config)
        database.execute("INSERT INTO core_database_keycanary VALUES ('canary')")
    assert database_has_keys(config)
