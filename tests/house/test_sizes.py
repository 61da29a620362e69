"""Small files and small functions, so that each can be read in one go."""

from collections.abc import Iterator
from pathlib import Path

from tests.house import checks


def python_files(root: Path) -> Iterator[tuple[str, str]]:
    for file in checks.tracked_files(root):
        if file.suffix == ".py" and not checks.is_migration(file):
            yield str(file.relative_to(root)), file.read_text()


def test_modules_are_short(repository: Path) -> None:
    findings = [
        finding
        for name, source in python_files(repository)
        for finding in checks.too_long(
            source, name, checks.TEST_LINES if name.startswith("tests/") else checks.MODULE_LINES
        )
    ]
    assert not findings, "\n".join(findings)


def test_functions_are_short(repository: Path) -> None:
    # A story tells a whole accounting day in one function.
    findings = [
        finding
        for name, source in python_files(repository)
        if not name.startswith("tests/stories/")
        for finding in checks.long_functions(source, name)
    ]
    assert not findings, "\n".join(findings)


def test_a_long_module_and_a_long_function_are_found() -> None:
    body = "def long():\n" + "    x = 1\n" * 40
    assert list(checks.long_functions(body, "m.py")) == ["m.py:1 long: 41 lines, at most 40"]
    assert list(checks.too_long("x = 1\n" * 301, "m.py", 300)) == ["m.py: 301 lines, at most 300"]


def test_limits_are_inclusive() -> None:
    body = "def just():\n" + "    x = 1\n" * 39
    assert not list(checks.long_functions(body, "m.py"))
    assert not list(checks.too_long("x = 1\n" * 300, "m.py", 300))
