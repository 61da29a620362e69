from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class CardsConfig(RoomConfig):
    """Payments by card on the terminal of the agency."""

    name = "cards"
    verbose_name = _("TPE")
