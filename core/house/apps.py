from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class CoreHouseConfig(RoomConfig):
    """What all rooms stand on: what a room is, and the registries that rooms fill."""

    name = "core.house"
    label = "core_house"
    verbose_name = _("Socle")
