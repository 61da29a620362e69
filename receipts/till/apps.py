from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class ReceiptsTillConfig(RoomConfig):
    """Cash: its book, its count, its numbered receipts."""

    name = "receipts.till"
    label = "receipts_till"
    verbose_name = _("Encaissements")
