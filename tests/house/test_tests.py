"""Tests mirror the rooms, and each file of them stands alone."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.house import checks

TESTS = Path(settings.BASE_DIR) / "tests"
#: Beside the rooms of a wing: those who drive Chromium share its pages.
BESIDE_ROOMS = {"browser"}


def imported_tests(source: str) -> Iterator[str]:
    """Modules of tests whose names a module takes; what is shared has a module of its own."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            dotted = [node.module or "", *(alias.name for alias in node.names)]
        elif isinstance(node, ast.Import):
            dotted = [alias.name for alias in node.names]
        else:
            continue
        parts = {part for name in dotted for part in name.split(".")}
        yield from sorted(part for part in parts if part.startswith("test_"))


def test_no_test_is_imported(repository: Path) -> None:
    imported = [
        f"{file.relative_to(repository)}: {name}"
        for file in checks.tracked_files(repository)
        if file.suffix == ".py" and file.is_relative_to(TESTS)
        for name in imported_tests(file.read_text())
    ]
    assert not imported, "\n".join(imported)


@pytest.mark.parametrize(
    "source",
    [
        "from tests.ledger.books.test_fec import rows",
        "from tests.ledger.books import test_fec",
        "import tests.ledger.books.test_fec",
    ],
)
def test_an_imported_test_is_found(source: str) -> None:
    assert list(imported_tests(source)) == ["test_fec"]


@pytest.mark.parametrize("wing", ["core", "ledger", "receipts", "sepa", "extranet"])
def test_the_tests_of_a_wing_stand_in_its_rooms(repository: Path, wing: str) -> None:
    rooms = {folder.parent.name for folder in (repository / wing).glob("*/apps.py")}
    stand = {file.relative_to(TESTS / wing).parts[0] for file in (TESTS / wing).rglob("test_*.py")}
    assert stand <= rooms | BESIDE_ROOMS
