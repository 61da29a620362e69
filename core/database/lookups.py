"""« One of these thousands » as one parameter, where ``__in`` makes one of each."""

import json
from collections.abc import Iterable
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import (
    Field,
    ForeignObject,
    Lookup,
    Model,
    Q,
    QuerySet,
    UUIDField,
)


class _Values:
    """Values to hand on as they are: of a list, Django would look at each."""

    def __init__(self, values: Iterable[Any]) -> None:
        self.each = tuple(values)


@ForeignObject.register_lookup
@Field.register_lookup
class AmongLookup(Lookup):
    """``= ANY(array)`` on PostgreSQL, a JSON list elsewhere."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, parameters = self.process_lhs(compiler, connection)
        values = [each.hex if isinstance(each, UUID) else each for each in self.rhs.each]
        query = f"{left} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - a column's name
        return query, [*parameters, json.dumps(values)]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, parameters = self.process_lhs(compiler, connection)
        # Not told by a value: there may be none. A foreign key has the type of what it refers to.
        field = getattr(self.lhs.output_field, "target_field", self.lhs.output_field)
        kind = "uuid" if isinstance(field, UUIDField) else "bigint"
        # Written out at once: neither kind needs quotes, which psycopg would look for in each.
        array = f"{{{','.join(map(str, self.rhs.each))}}}"
        return f"{left} = ANY(%s::{kind}[])", [*parameters, array]


def among(name: str, values: Iterable[int] | Iterable[UUID]) -> Q:
    """Rows whose field ``name`` (a key's column, a UUID) is one of ``values``."""
    return Q(**{f"{name}__among": _Values(values)})


_M = TypeVar("_M", bound=Model)
_R = TypeVar("_R")
#: Up to so many rows are named one by one.
FEW = 1000


def at_most(rows: QuerySet[Any, _R], most: int) -> list[_R] | None:
    """The rows in any order, or None where there are more than ``most``; reads no further."""
    found = list(rows.order_by()[: most + 1])
    return found if len(found) <= most else None


def is_beyond(rows: QuerySet[Any, Any], most: int) -> bool:
    """Whether there are more than ``most`` rows; counts no further."""
    return rows.order_by().values("pk")[: most + 1].count() > most


def few_first(rows: QuerySet[_M], found: Q) -> QuerySet[_M]:
    """``rows`` in which ``found`` holds, looked for before they are sorted where they are few.

    A planner that is to return the first of a sorted page walks the sort's index and tries each row
    against the condition: for a word that stands in a handful of rows it reads them all.
    """
    narrowed = rows.filter(found)
    ids = at_most(narrowed.values_list("pk", flat=True), FEW)
    return narrowed if ids is None else rows.filter(pk__in=ids)
