"""Rows on their way to the database past the ORM: the guard of texts reads them all the same."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.db import models

from core.text.guarded import Guard, guard_row, guard_value, guards_of, row_texts


def guarded(
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


def guarded_values(model: type[models.Model], values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: guard_value(model, name, value) for name, value in values.items()}
