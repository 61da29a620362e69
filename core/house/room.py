"""What a room is: a Django application whose ``room.py`` says what it brings to the house."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """A room of a wing bears the wing in its label (``receipts_draft``): tables are for good."""

    @property
    def wing(self) -> str:
        """The top-level package in which the room stands."""
        return self.name.partition(".")[0]

    def own_module(self, name: str) -> ModuleType | None:
        """A module at the room's root; None where the room has none of that name."""
        full_name = f"{self.name}.{name}"
        return import_module(full_name) if find_spec(full_name) else None

    def ready(self) -> None:
        self.own_module("room")
