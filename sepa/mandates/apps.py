from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class SepaMandatesConfig(RoomConfig):
    """What SEPA asks of every debit: mandates, creditors, references, days."""

    name = "sepa.mandates"
    label = "sepa_mandates"
    verbose_name = _("Prélèvements")
