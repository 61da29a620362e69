"""The kinds of data that this installation holds: why, how long, and what erases them.

Each room brings its own. ``docs/retention.md`` shows the same table, the back office has it under
*Paramètres*, and clients read what concerns them on their site.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.house.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Code de commerce, art. L123-22: ten years, counted from the end of the fiscal year, which is a
#: year after its first entries.
BOOKS_YEARS = 10
BOOKS_MONTHS = 12 * (BOOKS_YEARS + 1)
#: An unauthorised debit may be contested for 13 months (PSD2, art. 71): 14 leave a margin.
PROOF_MONTHS = 14

#: The ground that several rooms give.
ON_BOOKS = _("Obligation légale : Code de commerce, art. L123-22")

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
    #: Its place on the register, smallest first; it is erased in that order too.
    order: int = 50

    @property
    def is_erased_at_night(self) -> bool:
        """For templates, which would call ``erase`` rather than look at it."""
        return self.erase is not None


#: Which rows of a model a legal hold keeps, as they stand now.
Held = Callable[[], Q]


@dataclass(frozen=True)
class HeldRows:
    """Which rows of a model (``sepa_mandates.mandate``) a legal hold keeps."""

    model: str
    held: Held


@dataclass(frozen=True)
class KeptFiles:
    """How many months after it was archived a file of that kind is erased."""

    kind: str
    months: int


#: In the order in which they are erased and shown.
KINDS: Registry[str, Kind] = Registry(
    "kind of data", key=lambda kind: kind.code, order=lambda kind: kind.order
)
HELD_ROWS: Registry[str, HeldRows] = Registry("rows under legal hold", key=lambda each: each.model)
#: Where the legal holds that stand are read.
HOLDS: Registry[str, Callable[[], Iterable[Any]]] = Registry.of_functions("reader of legal holds")
#: Files that no room names are kept as long as the books.
KEPT_FILES: Registry[str, KeptFiles] = Registry("files kept for months", key=lambda each: each.kind)


def kept_files() -> dict[str, int]:
    """Months by kind of file, for those that are not kept as long as the books."""
    return {each.kind: each.months for each in KEPT_FILES}


def holds() -> list[Any]:
    """The legal holds that stand: of whom (as text), ``reason``, ``placed_at``, ``placed_by``."""
    return [hold for reader in HOLDS for hold in reader()]


def without_held(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """``rows`` but for those that a legal hold keeps: what may be erased of them."""
    known = HELD_ROWS.find(rows.model._meta.label_lower)
    return rows.exclude(known.held()) if known else rows


def is_held(record: Model) -> bool:
    """Whether a legal hold keeps this record."""
    known = HELD_ROWS.find(record._meta.label_lower)
    rows: Any = type(record)._default_manager
    return known is not None and bool(rows.filter(known.held(), pk=record.pk).exists())
