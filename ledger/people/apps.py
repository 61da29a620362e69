from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class LedgerPeopleConfig(RoomConfig):
    """Parties, buildings, lots, flags, and what holds their data."""

    name = "ledger.people"
    label = "ledger_people"
    verbose_name = _("Comptabilité")
