from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class LedgerAccountsConfig(RoomConfig):
    """The account of a client as a person works on it: list, record, matching board."""

    name = "ledger.accounts"
    label = "ledger_accounts"
    verbose_name = _("Comptabilité")
