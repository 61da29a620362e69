"""All that is held on a person: each room tells what it holds on a party, by the party's key."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from core.files.models import ArchivedFile
from core.house.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Headings and values, in the words that the person reads.
Row = Mapping[str, Any]


def _no_files(_party_id: int) -> Iterable[ArchivedFile]:
    return ()


@dataclass(frozen=True)
class Holding:
    """What one room holds on a party: rows, and archived documents that are about this person
    alone. Who among the staff wrote them is left out."""

    code: str
    label: "StrOrPromise"
    rows: Callable[[int], Iterable[Row]]
    files: Callable[[int], Iterable[ArchivedFile]] = _no_files


#: Why a party's data must be kept on a day, in a sentence; empty where nothing asks for it.
Duty = Callable[[int, date], str]

HOLDINGS: Registry[str, Holding] = Registry("holding on a person", key=lambda each: each.code)
#: Why, and until when, a party may not be erased yet.
DUTIES: Registry[str, Duty] = Registry.of_functions("duty to keep a person")


def duties(party_id: int, today: date) -> list[str]:
    """What forbids to erase a party on that day, in sentences."""
    return [reason for reason in (duty(party_id, today) for duty in DUTIES) if reason]
