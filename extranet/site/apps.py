from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class ExtranetSiteConfig(RoomConfig):
    """The pages of the clients."""

    name = "extranet.site"
    label = "extranet_site"
    verbose_name = _("Extranet")
