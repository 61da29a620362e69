"""The roles that the sites connect as: one for the back office and workers, one for the clients."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection
from psycopg import sql

APP, CLIENTS = "lsc_app", "lsc_extranet"


def at(url: str, *, role: str = "", path: str = "") -> str:
    """The URL of another database of the same server, or as another role."""
    parts = urlsplit(url)
    place = parts.netloc
    if role:
        place = f"{role}:{parts.password}@{parts.hostname}:{parts.port}"
    return urlunsplit(parts._replace(netloc=place, path=f"/{path}" if path else parts.path))


def make_roles(url: str, password: str) -> None:
    """Make both roles on a server, with the password that the run was given."""
    with psycopg.connect(url, autocommit=True) as link:
        # Roles are of the whole server, which tests side by side share.
        link.execute("SELECT pg_advisory_lock(20250)")
        for role in (APP, CLIENTS):
            known = link.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
            statement = (
                "ALTER ROLE {} LOGIN PASSWORD {}" if known else "CREATE ROLE {} LOGIN PASSWORD {}"
            )
            link.execute(sql.SQL(statement).format(sql.Identifier(role), sql.Literal(password)))


@contextmanager
def connected_as(role: str) -> Iterator[None]:
    """The rest of the block with that role's rights, on the connection that there is."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {role}")
        yield
        # What fails is rolled back, role included.
        cursor.execute("RESET ROLE")
