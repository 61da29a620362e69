"""Whether money already comes in on an entity's bank details: what higher rooms know of it."""

from collections.abc import Callable

from core.house.registry import Registry
from ledger.books.models import Account

#: Whether the entity of this primary key was published, or collected.
Source = Callable[[int], bool]

KNOWN_OUTSIDE: Registry[str, Source] = Registry.of_functions("who knows bank details")


def are_known_outside(entity_id: int) -> bool:
    """Whether a client or a bank may know the entity's bank details."""
    published = Account.everywhere.filter(entity=entity_id, published=True)
    return published.exists() or any(source(entity_id) for source in KNOWN_OUTSIDE)
