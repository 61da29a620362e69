"""What every connection to PostgreSQL is told, whoever made the server, its roles and its pools."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.dispatch import receiver


@receiver(connection_created)
def plan_without_compiling(connection: BaseDatabaseWrapper, **_kwargs: Any) -> None:
    """A statement over millions of lines is compiled in 100 ms, and gains less than that.

    Said here rather than at start-up, which a pooler refuses, or to a role, which a new server
    forgets.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET jit = off")
