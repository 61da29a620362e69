from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class SepaTipConfig(RoomConfig):
    """Interbank payment orders that clients sign and send back."""

    name = "sepa.tip"
    label = "sepa_tip"
    verbose_name = _("TIP")
