"""What a room is: a Django application whose ``room.py`` says what it brings to the house."""

from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class RoomConfig(AppConfig):
    """A room of a wing bears the wing in its label (``receipts_draft``): tables are for good."""

    @property
    def wing(self) -> str:
        """The top-level package in which the room stands."""
        return self.name.partition(".")[0]

    def ready(self) -> None:
        if find_spec(f"{self.name}.room"):
            import_module(f"{self.name}.room")
