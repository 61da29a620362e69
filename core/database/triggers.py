"""Guards that the database itself keeps, as migration operations for both databases.

On SQLite a later migration that alters a guarded table makes Django rebuild it, which drops its
triggers: such a migration wraps its operations in :func:`keeping_triggers`.
"""

from collections.abc import Callable, Sequence

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation


class VendorSQL(migrations.RunPython):
    """Runs the statements of whichever database is migrated; they can be read without running."""

    def __init__(self, forwards: dict[str, Sequence[str]], undo: dict[str, Sequence[str]]) -> None:
        self.statements = forwards
        super().__init__(_running(forwards), _running(undo))


def _running(
    by_vendor: dict[str, Sequence[str]],
) -> Callable[[Apps, BaseDatabaseSchemaEditor], None]:
    def run(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
        for statement in by_vendor[editor.connection.vendor]:
            editor.execute(statement, params=None)

    return run


def vendor_sql(
    *,
    postgresql: Sequence[str] = (),
    sqlite: Sequence[str] = (),
    undo_postgresql: Sequence[str] = (),
    undo_sqlite: Sequence[str] = (),
) -> VendorSQL:
    """A reversible operation for both databases."""
    return VendorSQL(
        {"postgresql": postgresql, "sqlite": sqlite},
        {"postgresql": undo_postgresql, "sqlite": undo_sqlite},
    )


def append_only(table: str) -> VendorSQL:
    """Rows of ``table`` may be inserted, and from then on neither changed nor deleted.

    A refused statement raises django.db.IntegrityError on both databases.
    """
    message = f"{table} is append-only"
    return vendor_sql(
        postgresql=[
            f"""
            CREATE FUNCTION {table}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
            END $$
            """,
            f"""
            CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_refuse_change()
            """,
        ],
        undo_postgresql=[
            f"DROP TRIGGER {table}_append_only ON {table}",
            f"DROP FUNCTION {table}_refuse_change()",
        ],
        sqlite=[
            f"""
            CREATE TRIGGER {table}_no_{event.lower()} BEFORE {event} ON {table}
            BEGIN SELECT RAISE(ABORT, '{message}'); END
            """
            for event in ("UPDATE", "DELETE")
        ],
        undo_sqlite=[f"DROP TRIGGER {table}_no_{event}" for event in ("update", "delete")],
    )


def keeping_triggers(operations: Sequence[Operation]) -> list[Operation]:
    """The operations with SQLite's triggers set aside before and put back after, all of them: those
    of other tables that name a rebuilt one would break its renaming. Nothing on PostgreSQL."""
    return [
        migrations.RunPython(_set_aside, _put_back),
        *operations,
        migrations.RunPython(_put_back, _set_aside),
    ]


def _set_aside(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "sqlite":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE triggers_aside AS "
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        )
        cursor.execute("SELECT name FROM triggers_aside")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {editor.quote_name(name)}")


def _put_back(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    if editor.connection.vendor != "sqlite":
        return
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT sql FROM triggers_aside")
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)
        cursor.execute("DROP TABLE triggers_aside")


def refuse_truncate(table: str) -> VendorSQL:
    """``table`` cannot be emptied in one statement, which row triggers do not see (PostgreSQL).

    SQLite empties a table by DELETE alone, which :func:`append_only` refuses.
    """
    return vendor_sql(
        postgresql=[
            f"""
            CREATE FUNCTION {table}_refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '{table} is never emptied'
                    USING ERRCODE = 'integrity_constraint_violation';
            END $$
            """,
            f"""
            CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse_truncate()
            """,
        ],
        undo_postgresql=[
            f"DROP TRIGGER {table}_no_truncate ON {table}",
            f"DROP FUNCTION {table}_refuse_truncate()",
        ],
    )


def refuse_delete(table: str) -> VendorSQL:
    """Rows of ``table`` may change, and are never deleted."""
    message = f"{table} keeps its rows"
    return vendor_sql(
        postgresql=[
            f"""
            CREATE FUNCTION {table}_refuse_delete() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
            END $$
            """,
            f"""
            CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_refuse_delete()
            """,
        ],
        undo_postgresql=[
            f"DROP TRIGGER {table}_no_delete ON {table}",
            f"DROP FUNCTION {table}_refuse_delete()",
        ],
        sqlite=[
            f"""
            CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
            BEGIN SELECT RAISE(ABORT, '{message}'); END
            """
        ],
        undo_sqlite=[f"DROP TRIGGER {table}_no_delete"],
    )
