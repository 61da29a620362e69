"""What rooms bring goes into a ``core.house.registry.Registry``: there is no other way."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house import checks
from tests.house.checks import WINGS

REGISTRY = "core/house/registry.py"
#: What makes an empty container when it is called with nothing.
_EMPTY_MAKERS = {"Counter", "OrderedDict", "WeakSet", "deque", "dict", "list", "set"}
_BLOCKS = (ast.If, ast.Try, ast.With, ast.For, ast.While)
Fault = Callable[[str, str], Iterator[str]]


def _maker(call: ast.Call) -> str:
    """The name that is called: ``dict``, ``collections.deque``, ``dict[str, int]``."""
    called = call.func.value if isinstance(call.func, ast.Subscript) else call.func
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _starts_empty(value: ast.expr | None) -> bool:
    if isinstance(value, ast.Dict):
        return not value.keys
    if isinstance(value, ast.List):
        return not value.elts
    if isinstance(value, ast.Tuple):
        return any(map(_starts_empty, value.elts))
    if isinstance(value, ast.Call):
        empty = _maker(value) in _EMPTY_MAKERS and not value.args and not value.keywords
        return empty or _maker(value) == "defaultdict"
    return False


def _top_level(statements: list[ast.stmt]) -> Iterator[ast.stmt]:
    """The statements that run when the module is imported, but for bodies of classes."""
    for statement in statements:
        yield statement
        if isinstance(statement, _BLOCKS):
            for part in (statement.body, getattr(statement, "orelse", [])):
                yield from _top_level(part)
            for handler in getattr(statement, "handlers", []):
                yield from _top_level(handler.body)
            yield from _top_level(getattr(statement, "finalbody", []))


def _names_something(statement: ast.Assign | ast.AnnAssign) -> bool:
    targets = statement.targets if isinstance(statement, ast.Assign) else [statement.target]
    return any(isinstance(target, ast.Name | ast.Tuple) for target in targets)


def containers_filled_later(source: str, name: str) -> Iterator[str]:
    for statement in _top_level(ast.parse(source).body):
        if not isinstance(statement, ast.Assign | ast.AnnAssign):
            continue
        if _names_something(statement) and _starts_empty(statement.value):
            yield f"{name}:{statement.lineno} starts empty: a Registry, or an object, holds it"


def _registers(name: str) -> bool:
    return name == "register" or name.startswith("register_")


def registering_functions(source: str, name: str) -> Iterator[str]:
    """Functions that are called so, by their definition or by another name given to them.

    ``register = template.Library()`` is Django's, and no function.
    """
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _registers(node.name):
            yield f"{name}:{node.lineno} {node.name}: room.py adds to a Registry"
        if isinstance(node, ast.Assign) and not isinstance(node.value, ast.Call):
            for target in node.targets:
                if isinstance(target, ast.Name) and _registers(target.id):
                    yield f"{name}:{node.lineno} {target.id}: room.py adds to a Registry"


@pytest.mark.parametrize("fault", [containers_filled_later, registering_functions])
def test_rooms_bring_things_in_one_way(repository: Path, fault: Fault) -> None:
    files = [
        file
        for wing in WINGS
        for file in checks.tracked_files(repository / wing)
        if file.suffix == ".py" and not checks.is_migration(file)
    ]
    assert files
    faults = [
        line
        for file in files
        if (name := str(file.relative_to(repository))) != REGISTRY
        for line in fault(file.read_text(), name)
    ]
    assert faults == []


@pytest.mark.parametrize(
    "planted",
    [
        "_items = {}",
        "_items: dict[str, int] = {}",
        "_items = []",
        "_items = set()",
        "_items = dict()",
        "_items: list[int] = list()",
        "_items = dict[str, int]()",
        "_items = defaultdict(list)",
        "_items = collections.defaultdict(list)",
        "_items = collections.deque()",
        "first, _items = 1, []",
        "if True:\n    _items = {}",
        "try:\n    import x\nexcept ImportError:\n    _items = []",
    ],
)
def test_a_planted_container_is_seen(planted: str) -> None:
    assert len(list(containers_filled_later(planted, "x.py"))) == 1


@pytest.mark.parametrize(
    "harmless",
    [
        "ITEMS = {'a': 1}",
        "ITEMS = [1]",
        "ITEMS = set('ab')",
        "ITEMS = dict(PAIRS)",
        "ITEMS = ()",
        "ITEMS = Registry('item', key=str)",
        "ITEMS: list[int]",
        "ANSWERS['get_many'] = {}",
        "def f():\n    items = []\n    return items",
        "class A:\n    items = []",
    ],
)
def test_what_is_filled_where_it_is_written_is_none(harmless: str) -> None:
    assert list(containers_filled_later(harmless, "x.py")) == []


@pytest.mark.parametrize(
    "planted",
    [
        "def register(item): ...",
        "def register_all(): ...",
        "async def register_tab(kind): ...",
        "class A:\n    def register_card(self): ...",
        "register_labels = actions.register",
    ],
)
def test_a_planted_function_is_seen(planted: str) -> None:
    assert len(list(registering_functions(planted, "x.py"))) == 1


@pytest.mark.parametrize(
    "harmless",
    [
        "register = template.Library()\n@register.filter\ndef euros(): ...",
        "router.register('requests', View)",
        "@checks.register\ndef keys(): ...",
        "def ledger_register(): ...",
    ],
)
def test_what_django_registers_is_none(harmless: str) -> None:
    assert list(registering_functions(harmless, "x.py")) == []
