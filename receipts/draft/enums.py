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
    """What a refusal is about: decisions look at it, never at the sentence that says it."""

    # Where the line is in its life.
    NOT_PENDING = "not_pending"
    ALREADY_PREPARED = "already_prepared"
    NOT_PREPARED = "not_prepared"
    EDITED_MEANWHILE = "edited_meanwhile"
    # What it lacks to be an entry.
    UNASSIGNED = "unassigned"
    ACCOUNT_ELSEWHERE = "account_elsewhere"
    ACCOUNT_CLOSED = "account_closed"
    NOT_POSITIVE = "not_positive"
    IN_THE_FUTURE = "in_the_future"
    NO_OPEN_YEAR = "no_open_year"
    NO_JOURNAL = "no_journal"
    JOURNAL_ELSEWHERE = "journal_elsewhere"
    JOURNAL_INACTIVE = "journal_inactive"
    NO_TREASURY = "no_treasury"
    TREASURY_ITSELF = "treasury_itself"
    NO_VOUCHER = "no_voucher"
    # What a rule or its channel holds against it.
    CASH_ON_ANOTHER_DAY = "cash_on_another_day"
    CASH_RULE = "cash_rule"
    HELD_BY_CHANNEL = "held_by_channel"
    NO_BANK_FILE = "no_bank_file"
