from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class ReceiptsDraftConfig(RoomConfig):
    """The one draft, the channels that feed it, and the door to the books."""

    name = "receipts.draft"
    label = "receipts_draft"
    verbose_name = _("Encaissements")
