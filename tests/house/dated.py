"""Which services depend on a day, and which tests marked ``dated`` try them at four clocks."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.checks import WINGS

ROOT = Path(__file__).resolve().parent.parent.parent
CLOCK = {"localdate", "localtime", "now", "today", "get_current_timezone"}
DAYS = {"date", "datetime"}


def _reads_the_clock(tree: ast.Module) -> bool:
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in CLOCK
        for node in ast.walk(tree)
    )


def _takes_a_day(tree: ast.Module) -> bool:
    """A public function has an argument that is a day or a moment."""
    for function in ast.walk(tree):
        if not isinstance(function, ast.FunctionDef) or function.name.startswith("_"):
            continue
        arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
        for argument in arguments:
            if argument.annotation and any(
                isinstance(node, ast.Name) and node.id in DAYS
                for node in ast.walk(argument.annotation)
            ):
                return True
    return False


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def services_that_depend_on_a_day() -> set[str]:
    """Service modules, by their dotted name."""
    found = set()
    folders = ("services/**/*.py", "posting/**/*.py")
    for path in (
        path for wing in WINGS for folder in folders for path in (ROOT / wing).rglob(folder)
    ):
        tree = ast.parse(path.read_text())
        if _reads_the_clock(tree) or _takes_a_day(tree):
            found.add(_module(path))
    return found


def _imports(tree: ast.Module) -> dict[str, set[str]]:
    """By name in the module: the dotted names that it may stand for."""
    names: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                dotted = {node.module, f"{node.module}.{alias.name}"}
                names.setdefault(alias.asname or alias.name, set()).update(dotted)
    return names


def _dated(decorators: list[ast.expr]) -> Iterator[ast.expr]:
    for decorator in decorators:
        mark = decorator.func if isinstance(decorator, ast.Call) else decorator
        if isinstance(mark, ast.Attribute) and mark.attr == "dated":
            yield decorator


def _named_in(mark: ast.expr) -> set[str]:
    """Services that the marker names itself: those that a test reaches through a page or a task."""
    arguments = mark.args if isinstance(mark, ast.Call) else []
    return {
        each.value
        for each in arguments
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    }


def tried_by(path: Path) -> dict[str, set[str]]:
    """By dated test of a file: the modules whose names it uses, or that its marker names."""
    tree = ast.parse(path.read_text())
    imports = _imports(tree)
    tried: dict[str, set[str]] = {}
    for node in tree.body:
        marks = list(_dated(node.decorator_list)) if isinstance(node, ast.FunctionDef) else []
        if not marks:
            continue
        assert isinstance(node, ast.FunctionDef)
        used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
        modules = {dotted for name in used for dotted in imports.get(name, ())}
        tried[node.name] = modules.union(*map(_named_in, marks))
    return tried


def named_by_markers(path: Path) -> set[str]:
    return {
        name
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef)
        for mark in _dated(node.decorator_list)
        for name in _named_in(mark)
    }


def services_tried_at_four_clocks() -> set[str]:
    return {
        module
        for path in (ROOT / "tests").rglob("test_*.py")
        for modules in tried_by(path).values()
        for module in modules
    }
