"""« One of these thousands » as one parameter, where ``__in`` makes one of each."""

import json
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Field, ForeignObject, Lookup, Q


@ForeignObject.register_lookup
@Field.register_lookup
class AmongLookup(Lookup):
    """``= ANY(array)`` on PostgreSQL, a JSON list elsewhere."""

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, parameters = self.process_lhs(compiler, connection)
        values = [each.hex if isinstance(each, UUID) else each for each in self.rhs]
        query = f"{left} IN (SELECT value FROM json_each(%s))"  # noqa: S608 - a column's name
        return query, [*parameters, json.dumps(values)]

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        left, parameters = self.process_lhs(compiler, connection)
        kind = "uuid" if self.rhs and isinstance(self.rhs[0], UUID) else "bigint"
        return f"{left} = ANY(%s::{kind}[])", [*parameters, list(self.rhs)]


def among(name: str, values: Iterable[int] | Iterable[UUID]) -> Q:
    """Rows whose field ``name`` (a key's column, a UUID) is one of ``values``."""
    found: Sequence[Any] = list(values)
    return Q(**{f"{name}__among": found})
