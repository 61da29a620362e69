"""What higher rooms set of a member of staff, each on a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.access import may_follow
from core.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class UserLink:
    """A link to ``url_name`` of the person's primary key."""

    label: "StrOrPromise"
    url_name: str
    icon: str
    #: What is set of a person now, in a sentence.
    says: Callable[[User], str]


_links: list[UserLink] = []


def register(link: UserLink) -> None:
    """Add a link to the page of a member of staff. Call it in ready()."""
    if link not in _links:
        _links.append(link)


def said_of(person: User) -> "list[tuple[StrOrPromise, str]]":
    """What higher rooms set of a person now: its name, and the sentence."""
    return [(link.label, link.says(person)) for link in _links]


def links_for(reader: User) -> list[UserLink]:
    return [link for link in _links if may_follow(reader, link.url_name)]
