"""Refusals that a person is meant to read."""

from collections.abc import Sequence

from django.db import DataError

#: SQLSTATE numeric_value_out_of_range.
_OUT_OF_RANGE = "22003"


class BusinessError(Exception):
    """A rule of the trade says no. The text is French and shown as it is; nothing was changed.

    ``problems`` names what is wrong line by line, where there is more than one thing. ``code`` is
    what callers decide upon.
    """

    code: str = ""

    def __init__(self, message: object, problems: Sequence[object] = (), *, code: str = "") -> None:
        super().__init__(str(message))
        self.code = code or self.code
        self.problems = [str(problem) for problem in problems]


class OutOfRangeError(BusinessError):
    """A number was too large for the database, wherever it stood: what came before it in the
    request may be done."""


def is_out_of_range(error: BaseException) -> bool:
    """Whether the database was given a number larger than any that it can hold.

    psycopg tells it by its state; sqlite3 cannot even pass the number on.
    """
    if isinstance(error, OverflowError):
        return "SQLite" in str(error)
    return isinstance(error, DataError) and (
        getattr(error.__cause__, "sqlstate", None) == _OUT_OF_RANGE
    )
