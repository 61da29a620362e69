from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class LedgerReportsConfig(RoomConfig):
    """Balances, ledgers, statements, rent receipts, FEC: the books as they are read."""

    name = "ledger.reports"
    label = "ledger_reports"
    verbose_name = _("Comptabilité")
