"""Fields of the entity's record that hold something of a room above, which knows how to pick it."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms

from core.house.registry import Registry


@dataclass(frozen=True)
class EntityField:
    """``make`` makes what is typed in the entity's field of that name, anew for each form."""

    name: str
    make: Callable[[], forms.Field]


ENTITY_FIELDS: Registry[str, EntityField] = Registry("entity field", key=lambda each: each.name)
