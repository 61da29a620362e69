"""Insert many rows at the price of the database, not of the ORM."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connections, models


def copy_rows(
    model: type[models.Model],
    fields: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    using: str = "default",
) -> None:
    """Insert ``rows``, streamed, by COPY on PostgreSQL and by one prepared INSERT elsewhere.

    Values are what the database stores (cents for money, ciphertext for IBANs): no field prepares
    them, no signal fires. Columns that are left out need a database default.
    """
    connection = connections[using]
    quote = connection.ops.quote_name
    columns = ", ".join(quote(model._meta.get_field(name).column) for name in fields)
    table = quote(model._meta.db_table)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(fields))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)  # noqa: S608


def reserve_ids(model: type[models.Model], count: int, *, using: str = "default") -> Iterable[int]:
    """Primary keys for ``count`` rows about to be copied, taken from the table's own sequence.

    On SQLite the caller must hold the write lock (an immediate transaction does).
    """
    connection = connections[using]
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
                [table, count],
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = %s), 0)", [table]
        )
        last = cursor.fetchone()[0]
        return range(last + 1, last + count + 1)
