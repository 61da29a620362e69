from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class SepaRequestsConfig(RoomConfig):
    """One-off debits that clients ask for: signed on the platform, fetched by the books."""

    name = "sepa.requests"
    label = "sepa_requests"
    verbose_name = _("Prélèvements")
