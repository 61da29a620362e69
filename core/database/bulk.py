"""Write and read many rows at the price of the database, not of the ORM."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, cast

from django.db import connections, models

from core.text.guarded import Guard, guard_row, guard_value, guards_of, row_texts


def _field(model: type[models.Model], name: str) -> Any:
    """A field that has a column of its own."""
    return model._meta.get_field(name)


def _guarded(
    model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]], first: int = 0
) -> Iterable[Sequence[Any]]:
    """The rows, with no card number and no IBAN in a text. ``first``: where the fields begin."""
    guards = [(first + place, guard) for place, guard in guards_of(model, fields)]
    texts = row_texts(model)
    places = {name: first + place for place, name in enumerate(fields) if name in texts}
    # A number lies over two texts at least; ten thousand rows are not read for nothing.
    if len(places) < 2:
        places = {}
    return _read(model, rows, guards, places) if guards or places else rows


def _read(
    model: type[models.Model],
    rows: Iterable[Sequence[Any]],
    guards: Sequence[tuple[int, Guard]],
    places: Mapping[str, int],
) -> Iterator[Sequence[Any]]:
    for row in rows:
        values = list(row)
        told = {name: values[place] for name, place in places.items()}
        for name, text in guard_row(model, told).items():
            values[places[name]] = text
        for place, guard in guards:
            values[place] = guard(values[place])
        yield values


def _guarded_values(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: guard_value(model, name, value) for name, value in values.items()}


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
    rows = _guarded(model, fields, rows)
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
    rows = _guarded(model, fields, rows)
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
    same = _guarded_values(model, same)
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
    rows, same = list(_guarded(model, fields, rows, first=1)), _guarded_values(model, same or {})
    connection = connections[using]
    quote = connection.ops.quote_name
    targets = [_field(model, name) for name in fields]
    table = quote(model._meta.db_table)
    shared = [f"{quote(_field(model, name).column)} = %s" for name in same]
    known = quote(_field(model, key).column)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            own = [f"{quote(t.column)} = v.c{i}" for i, t in enumerate(targets)]
            sets = ", ".join([*shared, *own])
            names = ", ".join(f"c{i}" for i in range(len(targets)))
            arrays = ", ".join(f"%s::{_plain_type(t.db_type(connection))}[]" for t in targets)
            cursor.execute(
                f"UPDATE {table} SET {sets} FROM unnest(%s::bigint[], {arrays}) "  # noqa: S608
                f"AS v (pk, {names}) WHERE {table}.{known} = v.pk",
                [*same.values(), *(list(column) for column in zip(*rows, strict=True))],
            )
        else:
            sets = ", ".join([*shared, *(f"{quote(t.column)} = %s" for t in targets)])
            cursor.executemany(
                f"UPDATE {table} SET {sets} WHERE {known} = %s",  # noqa: S608
                [(*same.values(), *row[1:], row[0]) for row in rows],
            )


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
