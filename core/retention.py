"""The kinds of data that this installation holds: why, how long, and what erases them.

Each room registers its own when it starts. ``docs/retention.md`` shows the same table, the back
office has it under *Paramètres*, and clients read what concerns them on their site.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q, QuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Code de commerce, art. L123-22: ten years, counted from the end of the fiscal year, which is a
#: year after its first entries.
BOOKS_YEARS = 10
BOOKS_MONTHS = 12 * (BOOKS_YEARS + 1)
#: An unauthorised debit may be contested for 13 months (PSD2, art. 71): 14 leave a margin.
PROOF_MONTHS = 14

#: Erases, in short transactions, what is over at that moment; returns how many. It bears being
#: killed and run again.
Erase = Callable[[datetime], int]


@dataclass(frozen=True)
class Kind:
    """One kind of data. ``erase`` is None for what the software itself never erases at night."""

    code: str
    label: "StrOrPromise"
    holds: "StrOrPromise"
    ground: "StrOrPromise"
    kept: "StrOrPromise"
    erase: Erase | None = None
    #: Whether it is data of clients, which their site tells of.
    of_clients: bool = True

    @property
    def is_erased_at_night(self) -> bool:
        """For templates, which would call ``erase`` rather than look at it."""
        return self.erase is not None


#: Which rows of a model a legal hold keeps, as they stand now.
Held = Callable[[], Q]

_kinds: dict[str, Kind] = {}
_held: dict[str, Held] = {}
_holds: list[Callable[[], Iterable[Any]]] = []
_files: dict[str, int] = {}


def register(*kinds: Kind) -> None:
    """Declare kinds of data, in the order in which they are erased and shown."""
    for kind in kinds:
        _kinds[kind.code] = kind


def kinds() -> list[Kind]:
    return list(_kinds.values())


def keep_files(kind: str, *, months: int) -> None:
    """How many months after it was archived a file of ``kind`` is erased. Those that no room names
    are kept as long as the books."""
    _files[kind] = months


def kept_files() -> dict[str, int]:
    """Months by kind of file, for those that are not kept as long as the books."""
    return dict(_files)


def register_holds(reader: Callable[[], Iterable[Any]]) -> None:
    """Say where the legal holds that stand are read."""
    _holds[:] = [reader]


def holds() -> list[Any]:
    """The legal holds that stand: of whom (as text), ``reason``, ``placed_at``, ``placed_by``."""
    return [hold for reader in _holds for hold in reader()]


def hold_rows(label: str, held: Held) -> None:
    """Let a room say which rows of a model (``sepa.mandate``) a legal hold keeps."""
    _held[label] = held


def held_models() -> set[str]:
    return set(_held)


def without_held(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """``rows`` but for those that a legal hold keeps: what may be erased of them."""
    held = _held.get(rows.model._meta.label_lower)
    return rows.exclude(held()) if held else rows


def is_held(record: Model) -> bool:
    """Whether a legal hold keeps this record."""
    held = _held.get(record._meta.label_lower)
    rows: Any = type(record)._default_manager
    return held is not None and bool(rows.filter(held(), pk=record.pk).exists())
