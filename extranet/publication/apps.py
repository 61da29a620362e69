from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class ExtranetPublicationConfig(RoomConfig):
    """What clients may see, brought to them by publications, and their ways in."""

    name = "extranet.publication"
    label = "extranet_publication"
    verbose_name = _("Extranet")
