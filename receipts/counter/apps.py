from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class ReceiptsCounterConfig(RoomConfig):
    """Cheques at the counter: batches, slips, kept cheques, outcomes, transfers."""

    name = "receipts.counter"
    label = "receipts_counter"
    verbose_name = _("Encaissements")
