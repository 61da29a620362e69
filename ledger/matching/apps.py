from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class LedgerMatchingConfig(RoomConfig):
    """What is open on accounts, what is due, and what settles it."""

    name = "ledger.matching"
    label = "ledger_matching"
    verbose_name = _("Comptabilité")
