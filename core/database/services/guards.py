"""Are the guards that the migrations gave the database still there, as they were written?

What must be there is read from the migrations themselves: triggers and their functions from their
SQL, constraints from the models. So a guard is known here the moment that it is written.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from core.database.triggers import VendorSQL

_MADE = re.compile(
    r"CREATE\s+(?:OR\s+REPLACE\s+)?(?:CONSTRAINT\s+)?(TRIGGER|FUNCTION)\s+(\w+)", re.IGNORECASE
)
_DROPPED = re.compile(r"DROP\s+(TRIGGER|FUNCTION)\s+(?:IF\s+EXISTS\s+)?(\w+)", re.IGNORECASE)
_BODY = re.compile(r"\$\$(.*)\$\$", re.DOTALL)
_CALLS = re.compile(r"EXECUTE\s+FUNCTION\s+(\w+)", re.IGNORECASE)


@dataclass
class Guards:
    """Triggers with what they run, and functions with their bodies, by name."""

    triggers: dict[str, str] = field(default_factory=dict)
    functions: dict[str, str] = field(default_factory=dict)


def written() -> Guards:
    """The guards that this version's migrations leave behind."""
    found = Guards()
    loader = MigrationLoader(None, ignore_no_migrations=True)
    plan = loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True)
    for key in plan:
        for operation in loader.graph.nodes[key].operations:
            if isinstance(operation, VendorSQL):
                for statement in operation.statements[connection.vendor]:
                    _read(statement, found)
    return found


def _read(statement: str, found: Guards) -> None:
    made, dropped = _MADE.match(statement.strip()), _DROPPED.match(statement.strip())
    if made and made[1].upper() == "FUNCTION":
        body = _BODY.search(statement)
        found.functions[made[2]] = body[1] if body else ""
    elif made:
        calls = _CALLS.search(statement)
        found.triggers[made[2]] = calls[1] if calls else _spaced(statement)
    elif dropped:
        kept = found.functions if dropped[1].upper() == "FUNCTION" else found.triggers
        kept.pop(dropped[2], None)


def _spaced(statement: str) -> str:
    return " ".join(statement.split())


def _standing() -> Guards:
    """The guards that the database has, without those that are switched off."""
    with connection.cursor() as cursor:
        if connection.vendor != "postgresql":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return Guards({name: _spaced(sql) for name, sql in cursor.fetchall()})
        cursor.execute(
            "SELECT t.tgname, p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A')"
            " AND c.relnamespace = current_schema()::regnamespace"
        )
        triggers = dict(cursor.fetchall())
        cursor.execute(
            "SELECT proname, prosrc FROM pg_proc WHERE prorettype = 'trigger'::regtype"
            " AND pronamespace = current_schema()::regnamespace"
        )
        return Guards(triggers, dict(cursor.fetchall()))


def problems() -> Iterator[str]:
    """The guards that are missing, switched off or rewritten, in French."""
    wanted, there = written(), _standing()
    for name, runs in wanted.triggers.items():
        if there.triggers.get(name) != runs:
            yield _("Le garde-fou « %(name)s » de la base manque, est coupé ou a été réécrit.") % {
                "name": name
            }
    for name, body in wanted.functions.items():
        if there.functions.get(name) != body:
            yield _("La fonction « %(name)s » de la base manque ou a été réécrite.") % {
                "name": name
            }
    yield from _switched_off()
    known = _constraints()
    for table, name in _wanted_constraints():
        if name not in known:
            yield _("La contrainte « %(name)s » de %(table)s manque.") % {
                "name": name,
                "table": table,
            }


def _switched_off() -> Iterator[str]:
    """Tables whose foreign keys were switched off."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT t.tgrelid::regclass::text FROM pg_trigger t"
            " JOIN pg_class c ON c.oid = t.tgrelid WHERE t.tgisinternal AND t.tgenabled = 'D'"
            " AND c.relnamespace = current_schema()::regnamespace"
        )
        for (table,) in cursor.fetchall():
            yield _("Les liens de la table %(table)s ne sont plus vérifiés.") % {"table": table}


def _wanted_constraints() -> Iterator[tuple[str, str]]:
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            if isinstance(constraint, models.CheckConstraint | models.UniqueConstraint):
                yield model._meta.db_table, constraint.name


def _constraints() -> set[str]:
    """Names of the constraints and unique indexes that the database has."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT conname FROM pg_constraint"
                " WHERE connamespace = current_schema()::regnamespace AND convalidated"
                " UNION SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
                " WHERE i.indisunique AND i.indisvalid"
                " AND c.relnamespace = current_schema()::regnamespace"
            )
            return {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")
        return {name for (sql,) in cursor.fetchall() for name in re.findall(r'"(\w+)"', sql)}
