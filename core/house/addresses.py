"""The addresses of a site: each room's own, under the name of its wing."""

from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from core.house.room import RoomConfig


def addresses(file_name: str) -> list[URLResolver]:
    """One ``include`` a wing, of what its rooms say in their module ``file_name``.

    Names are the wing's (``receipts:draft``), unless the module sets an ``app_name`` of its own.
    """
    by_name: dict[str, list[URLPattern | URLResolver]] = {}
    for room in apps.get_app_configs():
        module = _module(room, file_name) if isinstance(room, RoomConfig) else None
        if isinstance(room, RoomConfig) and module is not None:
            by_name.setdefault(getattr(module, "app_name", room.wing), []).extend(
                module.urlpatterns
            )
    return [path("", include((patterns, name))) for name, patterns in by_name.items()]


def _module(room: RoomConfig, file_name: str) -> ModuleType | None:
    full_name = f"{room.name}.{file_name}"
    return import_module(full_name) if find_spec(full_name) else None
