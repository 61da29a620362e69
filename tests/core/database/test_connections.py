"""What a connection is told when it opens."""

import pytest
from django.db import connection


@pytest.mark.django_db(transaction=True)
def test_no_statement_is_compiled_on_a_connection_that_was_just_opened() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite compiles nothing")
    connection.close()
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
