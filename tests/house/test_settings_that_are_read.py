"""A test sets only settings that there are: another name changes nothing, and the test is green."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import global_settings

from lsc import settings as ours
from tests.house import checks
from tests.house.docs import (
    INNER,
    variables_of_compose,
    variables_read,
    variables_told,
)

#: Read by a library, which has its own value for it.
OF_LIBRARIES = {"WHITENOISE_AUTOREFRESH"}
#: Of the tests' own machinery, and of a test that looks for names that there are not.
OF_TESTS = {"LSC_TEST_RUN", "LSC_NO_SUCH", "SEPA_NO_SUCH"}


def names_set(source: str) -> Iterator[str]:
    """``settings.NAME = …``, ``override_settings(NAME=…)`` and ``setattr(settings, "NAME", …)``."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store | ast.Del):
            if _are_settings(node.value):
                yield node.attr
        elif isinstance(node, ast.Call):
            yield from _named_in(node)


def _named_in(call: ast.Call) -> Iterator[str]:
    called = call.func.attr if isinstance(call.func, ast.Attribute) else ast.unparse(call.func)
    if called == "override_settings":
        yield from (keyword.arg for keyword in call.keywords if keyword.arg)
    elif called in {"setattr", "delattr"} and _are_settings(call.args[0]):
        name = call.args[1]
        if isinstance(name, ast.Constant):
            yield str(name.value)


def _are_settings(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id.lstrip("_").endswith("settings")


def unknown_settings(source: str) -> set[str]:
    return {
        name
        for name in names_set(source)
        if name.isupper() and not hasattr(ours, name) and not hasattr(global_settings, name)
    } - OF_LIBRARIES


def files_of(root: Path) -> list[Path]:
    return [file for file in checks.tracked_files(root / "tests") if file.suffix == ".py"]


def test_each_setting_that_a_test_sets_is_one_of_ours_or_of_django(repository: Path) -> None:
    found = {
        str(file.relative_to(repository)): unknown
        for file in files_of(repository)
        if (unknown := unknown_settings(file.read_text()))
    }
    assert found == {}


def test_each_variable_that_a_test_gives_an_installation_is_read_there(repository: Path) -> None:
    told = {name for file in files_of(repository) for name in variables_told(file.read_text())}
    read = variables_read(repository) | variables_of_compose(repository) | INNER
    assert told - read == OF_TESTS


@pytest.mark.parametrize(
    "source",
    [
        "settings.LSC_NO_SUCH = False",
        "django_settings.LSC_NO_SUCH: bool = False",
        "del settings.LSC_NO_SUCH",
        "with override_settings(LSC_NO_SUCH=False): pass",
        "monkeypatch.setattr(settings, 'LSC_NO_SUCH', False)",
        "setattr(settings, 'LSC_NO_SUCH', False)",
    ],
)
def test_a_setting_that_nothing_reads_is_found(source: str) -> None:
    assert unknown_settings(source) == {"LSC_NO_SUCH"}


def test_settings_of_ours_of_django_and_of_a_library_pass() -> None:
    source = "settings.LSC_SITE = settings.TIME_ZONE = settings.WHITENOISE_AUTOREFRESH = 1"
    assert unknown_settings(source) == set()
