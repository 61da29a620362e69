"""What higher rooms set of a member of staff, each on a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.house.registry import Registry
from core.people.access import may_follow
from core.people.models import User

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


USER_LINKS: Registry[str, UserLink] = Registry("user link", key=lambda link: link.url_name)


def said_of(person: User) -> "list[tuple[StrOrPromise, str]]":
    """What higher rooms set of a person now: its name, and the sentence."""
    return [(link.label, link.says(person)) for link in USER_LINKS]


def links_for(reader: User) -> list[UserLink]:
    return [link for link in USER_LINKS if may_follow(reader, link.url_name)]
