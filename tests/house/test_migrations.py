"""Migrations are one line per room, and each can be undone."""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from django.apps import apps
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation


def our_migrations(root: Path) -> list[Migration]:
    rooms = {config.label for config in apps.get_app_configs() if Path(config.path).parent == root}
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return [migration for (app, _), migration in loader.disk_migrations.items() if app in rooms]


def forks(migrations: Iterable[Migration]) -> list[str]:
    """Migrations that share their parent, or have two, or start a room a second time."""
    parents: Counter[tuple[str, str]] = Counter()
    findings = []
    for migration in migrations:
        own = [name for app, name in migration.dependencies if app == migration.app_label]
        parents[migration.app_label, own[0] if own else "(none)"] += 1
        if len(own) > 1:
            findings.append(f"{migration} merges {', '.join(own)}")
    return findings + [f"{app}: fork after {name}" for (app, name), n in parents.items() if n > 1]


def irreversible(operations: Iterable[Operation]) -> Iterator[Operation]:
    for operation in operations:
        if isinstance(operation, SeparateDatabaseAndState):
            yield from irreversible(operation.database_operations)
        elif not operation.reversible:
            yield operation


def test_migrations_are_linear(repository: Path) -> None:
    findings = forks(our_migrations(repository))
    assert not findings, "\n".join(findings)


def test_migrations_are_reversible(repository: Path) -> None:
    findings = [
        f"{migration}: {operation.describe()}"
        for migration in our_migrations(repository)
        for operation in irreversible(migration.operations)
    ]
    assert not findings, "\n".join(findings)


def test_a_fork_is_found() -> None:
    first, second, third = (Migration(name, "ledger") for name in ("0001", "0002", "0003"))
    for later in (second, third):
        later.__dict__["dependencies"] = [("ledger", "0001")]
    assert forks([first, second, third]) == ["ledger: fork after 0001"]


def test_a_one_way_operation_is_found() -> None:
    one_way = [RunPython(RunPython.noop), RunSQL("SELECT 1")]
    nested = [SeparateDatabaseAndState(database_operations=one_way)]
    both_ways = [RunSQL("SELECT 1", RunSQL.noop)]
    assert list(irreversible([*nested, *both_ways])) == one_way
