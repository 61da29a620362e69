from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReceiptStatus(models.TextChoices):
    PENDING = "pending", _("En attente")
    PREPARED = "prepared", _("À valider")
    POSTED = "posted", _("Comptabilisé")
    CANCELLED = "cancelled", _("Annulé")


#: What the draft shows: neither in the books nor given up.
WAITING = [ReceiptStatus.PENDING.value, ReceiptStatus.PREPARED.value]


class RefusalCode(StrEnum):
    """What a refusal is about, for the page that offers the way out of it."""

    NO_OPEN_YEAR = "no_open_year"
    NO_BANK_FILE = "no_bank_file"
