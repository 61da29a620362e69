"""Whatever the audit trail notes has a name that a reader of the history understands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.conf import settings

from core.screens.lists.words import _FACTS
from tests.house.checks import WINGS

OF_THE_CALL = {"acting_user", "on", "model", "rows", "items"}


def _noted() -> Iterator[tuple[str, Path]]:
    """The keys given to ``audit.record`` and its kin, with the file that gives them."""
    for path in (path for wing in WINGS for path in (settings.BASE_DIR / wing).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            called = node.func
            if getattr(called.value, "id", "") != "audit" or not called.attr.startswith("record"):
                continue
            yield from ((each.arg, path) for each in node.keywords if each.arg)
            for given in (each for each in ast.walk(node) if isinstance(each, ast.Dict)):
                keys = [key for key in given.keys if isinstance(key, ast.Constant)]
                yield from ((str(key.value), path) for key in keys)


def _named_fields() -> set[str]:
    fields = (field for model in apps.get_models() for field in model._meta.get_fields())
    return {
        field.name
        for field in fields
        if str(getattr(field, "verbose_name", field.name)) != field.name.replace("_", " ")
    }


def test_each_fact_has_a_name() -> None:
    known = _named_fields() | set(_FACTS) | OF_THE_CALL
    noted = dict(_noted())
    assert {"fee", "entries"} <= known
    assert len(noted) > 30
    assert {key: path.name for key, path in noted.items() if key not in known} == {}
