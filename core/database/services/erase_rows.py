"""Erase rows in short transactions, so that a night may be killed between two of them."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import models, transaction

from core.database.retention import without_held

BATCH = 500


def batches(rows: "models.QuerySet[Any]", *, size: int = BATCH) -> Iterator[list[int]]:
    """The keys of ``rows`` in ascending order, ``size`` at a time, each batch read afresh; what a
    legal hold keeps is left out."""
    last, rows = 0, without_held(rows)
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield keys
        last = keys[-1]


def erase(rows: "models.QuerySet[Any]") -> int:
    """Delete ``rows`` for good, a batch in each transaction. Returns how many."""
    return _each(rows, lambda found: found.delete()[0])


def blank(rows: "models.QuerySet[Any]", **values: Any) -> int:
    """Write ``values`` over what ``rows`` hold, a batch in each transaction. Returns how many."""
    return _each(rows, lambda found: found.update(**values))


def _each(rows: "models.QuerySet[Any]", act: Callable[["models.QuerySet[Any]"], int]) -> int:
    count = 0
    for keys in batches(rows):
        with transaction.atomic():
            # What changed since it was read is no longer among ``rows``: it stays.
            act(without_held(rows).filter(pk__in=keys))
            count += len(keys)
    return count
