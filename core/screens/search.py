"""Search over everything: each room brings what it can find."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from core.house.registry import Registry
from core.people.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

MIN_LENGTH = 2
MAX_PER_GROUP = 6


@dataclass(frozen=True)
class Found:
    """One answer: where it leads, its name, and what tells it from its namesakes."""

    url: str
    title: str
    detail: str = ""


@dataclass(frozen=True)
class Group:
    label: str
    icon: str
    found: list[Found]


#: Finds what matches a text, best first; it must use an index and may stop early.
Provider = Callable[[User, str], Iterable[Found]]


@dataclass(frozen=True)
class Source:
    """A kind of thing that can be found, by holders of ``right`` alone. ``order`` sorts what is
    found, smallest first."""

    code: str
    label: "StrOrPromise"
    icon: str
    provider: Provider
    right: str = ""
    order: int = 50


SOURCES: Registry[str, Source] = Registry(
    "search", key=lambda source: source.code, order=lambda source: source.order
)


def search(user: User, text: str) -> list[Group]:
    """What matches, by kind; nothing for a text that is too short."""
    words = " ".join(text.split())
    if len(words) < MIN_LENGTH:
        return []
    groups = []
    for source in SOURCES:
        if not source.right or user.has_perm(source.right):
            found = list(islice(source.provider(user, words), MAX_PER_GROUP))
            if found:
                groups.append(Group(str(source.label), source.icon, found))
    return groups
