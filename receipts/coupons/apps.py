from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class ReceiptsCouponsConfig(RoomConfig):
    """Coded coupons that a client sends back with a payment."""

    name = "receipts.coupons"
    label = "receipts_coupons"
    verbose_name = _("Encaissements")
