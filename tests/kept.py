"""Rows that are costly to make, made once for the tests of a module."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings


@contextmanager
def kept_for_a_module(django_db_blocker: Any, folder: Path) -> Iterator[None]:
    """A transaction around all the module's own: each test undoes what it did itself, and no more.

    For a fixture of the module, which asks for ``django_db_setup`` before. Files go to ``folder``.
    What it hands over are rows: a test that changes one reads it again first.
    """
    folders = {"MEDIA_ROOT": folder / "media", "ARCHIVE_DIR": folder / "archive"}
    with django_db_blocker.unblock(), transaction.atomic():
        with override_settings(**folders):
            yield
        transaction.set_rollback(True)
