"""The alarms themselves, as functions of text, so that a test can also feed them a violation."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path

from lsc.rooms import ROOMS

#: The packages of rooms, lowest first.
WINGS = tuple(dict.fromkeys(room.partition(".")[0] for room in ROOMS))

MODULE_LINES = 300
FUNCTION_LINES = 40
TEST_LINES = 500

REGISTRY = re.compile(
    r"registry\.npmjs\.|registry\.yarnpkg\.|npmmirror\.|pypi\.org/simple|pythonhosted\.org"
)
MACHINE_PATH = re.compile(r"(?<![\w.$}/-])/(?:work|root|opt/(?:wheels|pypi)|Users|home/[a-z]+)/")
TEMPLATE_TAG = re.compile(r"""{%-?\s*(?:include|extends)\s+([^%]*?)-?%}""")
QUOTED = re.compile(r"""["']([^"']+)["']""")
REQUIREMENT = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==\S+")


def tracked_files(root: Path) -> list[Path]:
    """What git tracks or would track: the working tree without what is ignored."""
    # A build machine often checks out as one user and tests as another: git would refuse.
    command = ["git", "-c", f"safe.directory={root}", "ls-files", "-z"]
    command += ["--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout
    files = (root / name for name in listed.split("\0") if name)
    return sorted(file for file in files if file.is_file())


def is_migration(file: Path) -> bool:
    return file.parent.name == "migrations"


def too_long(source: str, name: str, limit: int) -> Iterator[str]:
    lines = source.count("\n")
    if lines > limit:
        yield f"{name}: {lines} lines, at most {limit}"


def long_functions(source: str, name: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{name}:{node.lineno} {node.name}: {lines} lines, at most {FUNCTION_LINES}"


def addresses(source: str, name: str) -> Iterator[str]:
    """Registry addresses and paths of the machine it was written on."""
    for number, line in enumerate(source.splitlines(), start=1):
        for pattern in (REGISTRY, MACHINE_PATH):
            found = pattern.search(line)
            if found:
                yield f"{name}:{number} {found.group()}"


def _fold(node: ast.AST) -> re.Pattern[str] | None:
    """A string as a pattern; what an f-string fills in may be any one path segment or part."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.compile(re.escape(node.value))
    if isinstance(node, ast.JoinedStr):
        parts = (
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"[^/]+"
            for part in node.values
        )
        return re.compile("".join(parts))
    return None


def python_template_names(source: str) -> Iterator[re.Pattern[str]]:
    """Every string of a module that could name a template."""
    for node in ast.walk(ast.parse(source)):
        pattern = _fold(node)
        if pattern and re.search(r"\\\.[a-z]+$", pattern.pattern):
            yield pattern


def template_references(source: str) -> Iterator[str]:
    """The names that a template includes or extends."""
    for arguments in TEMPLATE_TAG.findall(source):
        yield from QUOTED.findall(arguments)


def unreferenced(
    names: Iterable[str], patterns: Iterable[re.Pattern[str]], literals: set[str]
) -> list[str]:
    known = list(patterns)
    return [
        name
        for name in names
        if name not in literals and not any(pattern.fullmatch(name) for pattern in known)
    ]


def unhashed_requirements(source: str) -> Iterator[str]:
    """Lines of a lock file that are not an exact version followed by a hash."""
    joined = re.sub(r"\\\n\s*", " ", source)
    for line in joined.splitlines():
        text = line.strip()
        if (
            text
            and not text.startswith("#")
            and not (REQUIREMENT.match(text) and "--hash=sha256:" in text)
        ):
            yield text


def locked_names(source: str) -> set[str]:
    matches = (REQUIREMENT.match(line) for line in source.splitlines())
    return {normalise(match["name"]) for match in matches if match}


def normalise(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
