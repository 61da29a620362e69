"""Texts become numbers in one place: nothing else turns what somebody typed into money."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.house import checks

ROOT = Path(settings.BASE_DIR)
#: Each reads what its own pattern, in ASCII digits, has matched first.
READERS = {
    "core/text/money.py": "the reader",
    "core/screens/lists/words.py": "what the audit trail wrote",
    "connectic/formats/payment_line.py": "plain amounts of a kiosk file",
    "sepa/requests/platform/answers.py": "what the platform wrote",
}
#: Readers of others, that take 12E2, digits of any script and as many decimals as one likes.
FOREIGN = {"DecimalField", "FloatField", "NumberFilter", "RangeFilter", "NumericRangeFilter"}
#: Counts come as ``each.value``; no amount does.
SCRIPT_NUMBER = re.compile(
    r"parseFloat|Number\((?!each\.value)[^)]*\.(?:value|textContent)\b|replace\(\",\", \"\.\"\)"
)


def conversions(source: str, name: str) -> Iterator[str]:
    """``Decimal(...)`` of what is no literal, and forms' fields that read numbers by themselves."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        called = node.func.id if isinstance(node.func, ast.Name) else called
        owner = ast.unparse(node.func).partition(".")[0]
        if called == "Decimal" and node.args and not isinstance(node.args[0], ast.Constant):
            yield f"{name}:{node.lineno} {ast.unparse(node)}"
        if called in FOREIGN and owner in ("forms", "django_filters"):
            yield f"{name}:{node.lineno} {ast.unparse(node)}"


def script_conversions(source: str, name: str) -> Iterator[str]:
    for number, line in enumerate(source.splitlines(), start=1):
        if SCRIPT_NUMBER.search(line):
            yield f"{name}:{number} {line.strip()[:80]}"


@pytest.fixture(scope="module")
def files() -> list[Path]:
    skipped = ("tests", "lsc")
    return [
        file
        for file in checks.tracked_files(ROOT)
        if file.relative_to(ROOT).parts[0] not in skipped and not checks.is_migration(file)
    ]


def test_only_the_readers_make_decimals_out_of_texts(files: list[Path]) -> None:
    found: list[str] = []
    for file in files:
        name = str(file.relative_to(ROOT))
        if file.suffix == ".py" and name not in READERS:
            found += conversions(file.read_text(), name)
    assert not found


def test_scripts_read_typed_amounts_with_their_one_reader(files: list[Path]) -> None:
    found: list[str] = []
    for file in files:
        name = str(file.relative_to(ROOT))
        if file.suffix == ".js" and name != "core/screens/static/core/js/amounts.js":
            found += script_conversions(file.read_text(), name)
    assert not found


def test_a_second_reader_would_be_found() -> None:
    assert list(conversions("amount = Decimal(text)", "x.py"))
    assert list(conversions("seen = forms.DecimalField()", "x.py"))
    assert list(conversions("lot = django_filters.NumberFilter('batch')", "x.py"))
    assert not list(conversions("zero = Decimal('0.00')", "x.py"))
    assert list(script_conversions("const euros = Number(amount.value) * 100;", "x.js"))
    assert list(script_conversions('text.replace(",", ".")', "x.js"))
