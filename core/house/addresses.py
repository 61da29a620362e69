"""The addresses of a site: each room's own, under the name of its wing."""

from django.apps import apps
from django.urls import URLPattern, URLResolver, include, path

from core.house.room import RoomConfig


def addresses(file_name: str) -> list[URLResolver]:
    """One ``include`` a wing, of what its rooms say in their module ``file_name``.

    Names are the wing's (``receipts:draft``), unless the module sets an ``app_name`` of its own.
    """
    by_name: dict[str, list[URLPattern | URLResolver]] = {}
    rooms = (room for room in apps.get_app_configs() if isinstance(room, RoomConfig))
    for room in rooms:
        if module := room.own_module(file_name):
            name = getattr(module, "app_name", room.wing)
            by_name.setdefault(name, []).extend(module.urlpatterns)
    return [path("", include((patterns, name))) for name, patterns in by_name.items()]
