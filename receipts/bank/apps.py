from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class ReceiptsBankConfig(RoomConfig):
    """Transfers that arrive on the bank accounts of the entities."""

    name = "receipts.bank"
    label = "receipts_bank"
    verbose_name = _("Virements")
