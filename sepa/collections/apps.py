from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class SepaCollectionsConfig(RoomConfig):
    """Files for the bank, and the life of what was debited."""

    name = "sepa.collections"
    label = "sepa_collections"
    verbose_name = _("Prélèvements")
