"""Write and read many rows at the price of the database, not of the ORM."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from django.db import connections, models

from core.database.guarded_rows import guarded, guarded_values


def _field(model: type[models.Model], name: str) -> Any:
    """A field that has a column of its own."""
    return model._meta.get_field(name)


def copy_rows(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    using: str = "default",
) -> None:
    """Insert ``rows``, streamed, by COPY on PostgreSQL and by one prepared INSERT elsewhere.

    Values are what the database stores (cents for money, ciphertext for IBANs): no field prepares
    them, no signal fires; the guard of texts does (``core.text.guarded``). Columns that are left
    out need a database default.
    """
    rows = guarded(model, fields, rows)
    connection = connections[using]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_field(model, name).column) for name in fields)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            statement = f"INSERT INTO {table} ({columns}) VALUES ({marks})"  # noqa: S608
            # Django asks for a sequence; SQLite takes any iterable, and keeps little in memory.
            cursor.executemany(statement, cast("Sequence[Sequence[Any]]", rows))


def reserve_ids(model: type[models.Model], count: int, *, using: str = "default") -> Iterable[int]:
    """Primary keys for ``count`` rows about to be copied, taken from the table's own sequence.

    On SQLite the caller must hold the write lock (an immediate transaction does).
    """
    connection = connections[using]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # The sequence is looked up once, not for each of its numbers.
            cursor.execute(
                "SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) "
                "FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)", [table]
        )
        last = cursor.fetchone()[0]
        return range(last + 1, last + count + 1)


def insert_new(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    identity: Sequence[str],
    using: str = "default",
) -> dict[tuple[Any, ...], int]:
    """Insert the rows whose ``identity`` (a unique constraint) is new; leave the others alone.

    Returns the primary key of each row inserted, by its identity. Two callers with the same rows
    wait for each other and never deadlock: rows go in in the order of their identity.
    """
    rows = guarded(model, fields, rows)
    connection = connections[using]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_field(model, name).column) for name in fields)
    key = ", ".join(quote(_field(model, name).column) for name in identity)
    table = quote(model._meta.db_table)
    insert = _copy_new if connection.vendor == "postgresql" else _insert_new
    with connection.cursor() as cursor:
        inserted = insert(cursor, table, columns, key, rows)
    return {tuple(row[1:]): row[0] for row in inserted}


def _copy_new(
    cursor: Any, table: str, columns: str, key: str, rows: Iterable[Sequence[Any]]
) -> list[Any]:
    cursor.execute(
        f"CREATE TEMPORARY TABLE new_rows AS SELECT {columns} FROM {table} WITH NO DATA"  # noqa: S608
    )
    with cursor.copy(f"COPY new_rows ({columns}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
    cursor.execute(
        f"INSERT INTO {table} ({columns}) SELECT {columns} FROM new_rows ORDER BY {key} "  # noqa: S608
        f"ON CONFLICT ({key}) DO NOTHING RETURNING id, {key}"
    )
    inserted: list[Any] = cursor.fetchall()
    cursor.execute("DROP TABLE new_rows")
    return inserted


def _insert_new(
    cursor: Any, table: str, columns: str, key: str, rows: Iterable[Sequence[Any]]
) -> list[Any]:
    cursor.execute(f"SELECT COALESCE(MAX(id), 0) FROM {table}")  # noqa: S608
    last = cursor.fetchone()[0]
    marks = ", ".join(["%s"] * (columns.count(",") + 1))
    cursor.executemany(
        f"INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT ({key}) DO NOTHING",  # noqa: S608
        list(rows),
    )
    cursor.execute(f"SELECT id, {key} FROM {table} WHERE id > %s", [last])  # noqa: S608
    inserted: list[Any] = cursor.fetchall()
    return inserted


def insert_alike(
    model: type[models.Model],
    relation: str,
    ids: Sequence[int],
    *,
    same: Mapping[str, Any],
    using: str = "default",
) -> int:
    """Insert a row for each of ``ids``, in ``relation``, with the values of ``same`` for the rest.

    Those that a unique constraint holds already are left alone. Returns how many are new.

    Values are what the database stores, as for :func:`copy_rows`.
    """
    same = guarded_values(model, same)
    connection = connections[using]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(_field(model, name).column) for name in (relation, *same))
    marks = ", ".join(["%s"] * len(same))
    if connection.vendor == "postgresql":
        rows, listed = "unnest(%s::bigint[]) AS each (value)", f"{{{','.join(map(str, ids))}}}"
    else:
        rows, listed = "json_each(%s)", json.dumps(ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {quote(model._meta.db_table)} ({columns}) "  # noqa: S608
            f"SELECT value, {marks} FROM {rows} WHERE true ON CONFLICT DO NOTHING",
            [*same.values(), listed],
        )
        return int(cursor.rowcount)


def update_rows(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    same: Mapping[str, Any] | None = None,
    key: str = "id",
    using: str = "default",
) -> None:
    """Give each row its own values in one statement, and all of them those of ``same``.

    ``rows`` are ``(key, value, …)``; ``key`` is the row's id, or a relation that rows share.
    Values are what the database stores, as for :func:`copy_rows`. The caller holds the rows' locks.
    """
    if not rows:
        return
    rows, same = list(guarded(model, fields, rows, first=1)), guarded_values(model, same or {})
    connection, quote = connections[using], connections[using].ops.quote_name
    targets = [_field(model, name) for name in fields]
    table, known = quote(model._meta.db_table), quote(_field(model, key).column)
    shared = [f"{quote(_field(model, name).column)} = %s" for name in same]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            own = [f"{quote(t.column)} = v.c{place}" for place, t in enumerate(targets)]
            cursor.execute(
                f"UPDATE {table} SET {', '.join([*shared, *own])} "  # noqa: S608
                f"FROM {_unnested(connection, targets)} WHERE {table}.{known} = v.pk",
                [*same.values(), *(list(column) for column in zip(*rows, strict=True))],
            )
        else:
            sets = ", ".join([*shared, *(f"{quote(t.column)} = %s" for t in targets)])
            cursor.executemany(
                f"UPDATE {table} SET {sets} WHERE {known} = %s",  # noqa: S608
                [(*same.values(), *row[1:], row[0]) for row in rows],
            )


def _unnested(connection: Any, targets: Sequence[Any]) -> str:
    """Keys, and an array of each field, as a table ``v`` of columns ``pk``, ``c0``, ``c1``…"""
    names = ", ".join(f"c{place}" for place in range(len(targets)))
    types = [_plain_type(target.db_type(connection)) for target in targets]
    arrays = ", ".join(f"%s::{each}[]" for each in types)
    return f"unnest(%s::bigint[], {arrays}) AS v (pk, {names})"


def _plain_type(db_type: str | None) -> str:
    """``varchar(10)`` as ``varchar``: an array's element cast must not cut what is too long."""
    return (db_type or "text").split("(")[0]


def stream_rows(
    queryset: models.QuerySet[Any, Any], *, using: str = "default"
) -> Iterator[tuple[Any, ...]]:
    """The rows of a ``values_list`` query in constant memory, by COPY on PostgreSQL.

    Values are what the database holds (cents for money), as text on PostgreSQL: numbers are for
    the caller to read. None is NULL. The connection is busy until the last row is taken.
    """
    connection = connections[using]
    statement, parameters = queryset.query.get_compiler(using).as_sql()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY ({statement}) TO STDOUT", parameters) as copy:
                yield from copy.rows()
        else:
            cursor.execute(statement, parameters)
            while rows := cursor.fetchmany(2_000):
                yield from rows
