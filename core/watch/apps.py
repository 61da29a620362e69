from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class CoreWatchConfig(RoomConfig):
    """Whether the machine works: readiness, metrics, incidents."""

    name = "core.watch"
    label = "core_watch"
    verbose_name = _("Socle")
