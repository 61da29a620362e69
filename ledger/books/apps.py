from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class LedgerBooksConfig(RoomConfig):
    """Entities, years, accounts, journals, entries, and the one door by which they are written."""

    name = "ledger.books"
    label = "ledger_books"
    verbose_name = _("Comptabilité")
