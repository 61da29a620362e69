from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class ReceiptsActivityConfig(RoomConfig):
    """A day of work, and where each of its figures leads."""

    name = "receipts.activity"
    label = "receipts_activity"
    verbose_name = _("Encaissements")
