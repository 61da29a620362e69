from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class CoreScreensConfig(RoomConfig):
    """The frame of every page, and its components: lists, records, menu, search, paper."""

    name = "core.screens"
    label = "core_screens"
    verbose_name = _("Socle")
