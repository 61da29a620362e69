from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class ConnecticConfig(RoomConfig):
    """The payment kiosk: balances out each night, payments in each evening."""

    name = "connectic"
    verbose_name = _("Automate")
