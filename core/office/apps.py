from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class CoreOfficeConfig(RoomConfig):
    """What the agency sets of itself: name, logo, colours, and what it buys in the Store."""

    name = "core.office"
    label = "core_office"
    verbose_name = _("Socle")
