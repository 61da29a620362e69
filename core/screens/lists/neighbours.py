"""Previous and next record, in the order of the list that the reader came from.

A link of a list carries the list's key, the rank of the row and the list's query. Nothing is
stored: the link can be pasted, and a few rows around the rank are read again.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, QueryDict

from core.house.registry import Registry
from core.people.models import User
from core.screens.lists.state import ListState

#: How far the row may have moved since the list was shown.
_DRIFT = 20
LISTS: Registry[str, type[ListState[Any]]] = Registry("list", key=lambda page: page.key)


@dataclass(frozen=True)
class Neighbours:
    """Where the reader came from, and the links to the rows beside this one (empty at an end)."""

    list_title: str
    list_url: str
    previous_url: str
    next_url: str
    position: int
    #: What the record's own links must carry so that the way back is kept.
    query: str


def neighbours(request: HttpRequest, pk: object) -> Neighbours | None:
    """The neighbours of the record ``pk``; None where no list is named or it no longer holds it."""
    page_class = LISTS.find(request.GET.get("liste", ""))
    rank = request.GET.get("rang", "")
    if (
        page_class is None
        or not rank.isdecimal()
        or len(rank) > 9
        or not _may_see(request, page_class)
    ):
        return None
    page = page_class(request, params=QueryDict(request.GET.get("vue", "")))
    first = max(int(rank) - 1 - _DRIFT, 0)
    rows = list(page.ordered()[first : int(rank) + _DRIFT])
    place = next((index for index, row in enumerate(rows) if str(row.pk) == str(pk)), None)
    if place is None:
        return None

    def link(index: int) -> str:
        if not 0 <= index < len(rows):
            return ""
        return page.row_link(rows[index], first + index + 1)

    number = first + place + 1
    return Neighbours(
        list_title=str(page.title),
        list_url=page.address(page.query_string(page=(number - 1) // page.page_size + 1)),
        previous_url=link(place - 1),
        next_url=link(place + 1),
        position=number,
        query=page.origin(number),
    )


def _may_see(request: HttpRequest, page_class: type[ListState[Any]]) -> bool:
    user = request.user
    return isinstance(user, User) and user.has_perm(page_class.access)
