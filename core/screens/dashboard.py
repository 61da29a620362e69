"""The dashboard's cards: each room brings its own."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from core.house.registry import Registry
from core.people.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Card:
    """One card, loaded by itself after the page. ``context`` reads what ``template`` shows.

    ``width`` is in twelfths of the page on a desktop screen; ``order`` sorts, smallest first.
    """

    code: str
    label: "StrOrPromise"
    template: str
    context: Callable[[HttpRequest], dict[str, Any]] = field(compare=False)
    right: str = ""
    width: int = 6
    order: int = 50


CARDS: Registry[str, Card] = Registry("dashboard card", key=lambda card: card.code)


def cards_for(user: User) -> list[Card]:
    """The cards that this user may see, in order."""
    allowed = [card for card in CARDS if not card.right or user.has_perm(card.right)]
    return sorted(allowed, key=lambda card: (card.order, card.code))


def card_for(user: User, code: str) -> Card | None:
    return next((card for card in cards_for(user) if card.code == code), None)


@dataclass(frozen=True)
class Trouble:
    """What does not go on the server: ``what`` says it in a sentence, ``since`` when it began."""

    title: str
    what: str
    since: datetime


#: What does not go, for those who are told of it: shown above the cards.
TROUBLES: Registry[str, Callable[[User], list[Trouble]]] = Registry.of_functions(
    "teller of troubles"
)


def troubles_for(user: User) -> list[Trouble]:
    return [trouble for tell in TROUBLES for trouble in tell(user)]
