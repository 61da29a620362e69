"""Search over everything: each room registers what it can find when it starts."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from core.models import User

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
class _Source:
    label: "StrOrPromise"
    icon: str
    right: str
    provider: Provider


_sources: dict[str, _Source] = {}


def register(
    *, code: str, label: "StrOrPromise", icon: str, provider: Provider, right: str = ""
) -> None:
    """Add a kind of thing that can be found. Only holders of ``right`` find it."""
    _sources[code] = _Source(label, icon, right, provider)


def search(user: User, text: str) -> list[Group]:
    """What matches, by kind; nothing for a text that is too short."""
    wanted = " ".join(text.split())
    if len(wanted) < MIN_LENGTH:
        return []
    groups = []
    for source in _sources.values():
        if not source.right or user.has_perm(source.right):
            found = list(islice(source.provider(user, wanted), MAX_PER_GROUP))
            if found:
                groups.append(Group(str(source.label), source.icon, found))
    return groups
