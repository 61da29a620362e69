"""The dashboard's cards: each room registers its own when it starts."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from core.models import User

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


_cards: dict[str, Card] = {}


def register(card: Card) -> None:
    _cards[card.code] = card


def cards_for(user: User) -> list[Card]:
    """The cards that this user may see, in order."""
    allowed = [card for card in _cards.values() if not card.right or user.has_perm(card.right)]
    return sorted(allowed, key=lambda card: (card.order, card.code))


def card_for(user: User, code: str) -> Card | None:
    return next((card for card in cards_for(user) if card.code == code), None)
