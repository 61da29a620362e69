from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound
from core.text import guarded
from core.text.money import MoneyField
from receipts.counter.enums import ChequeState


class Cheque(EntityBound):
    """One cheque, of one entity. Its money is split over accounts by its shares."""

    batch = models.ForeignKey(
        "receipts_counter.Batch", on_delete=models.PROTECT, related_name="cheques"
    )
    #: Drawn when the empty line is shown: the same line sent twice is one cheque.
    form_id = models.UUIDField(unique=True)
    entity = models.ForeignKey(
        "ledger_books.Entity",
        verbose_name=_("entité"),
        on_delete=models.PROTECT,
        related_name="cheques",
    )
    state = models.CharField(
        _("état"), max_length=10, choices=ChequeState.choices, default=ChequeState.KEYED
    )
    number = guarded.CharField(_("n° de chèque"), max_length=20)
    drawer = guarded.CharField(_("tireur"), max_length=80)
    drawee_bank = guarded.CharField(_("banque tirée"), max_length=60)
    cheque_date = models.DateField(_("date du chèque"))
    #: In words: the one that counts by law (Code monétaire et financier, art. L131-10).
    amount = MoneyField(_("montant"))
    amount_in_figures = MoneyField(_("montant en chiffres"))
    #: Keyed hashes of the CMC7 line: bank and account, and the bank's part alone. Empty: not read.
    account_key = models.CharField(max_length=64, blank=True)
    bank_key = models.CharField(max_length=64, blank=True)
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("saisi par"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    keyed_at = models.DateTimeField(auto_now_add=True)
    #: The cancelled or bounced cheque whose values it was keyed again from.
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by"
    )
    #: Why it was cancelled or bounced.
    outcome_reason = guarded.CharField(_("raison"), max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        verbose_name = _("chèque")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="cheque_amount_is_positive")
        ]
        indexes = [
            models.Index(fields=["number"], name="receipts_cheque_number"),
            models.Index(
                fields=["account_key", "-id"],
                condition=~Q(account_key=""),
                name="receipts_cheque_account",
            ),
            models.Index(
                fields=["bank_key", "-id"], condition=~Q(bank_key=""), name="receipts_cheque_bank"
            ),
            models.Index(
                fields=["entity", "id"],
                condition=Q(state__in=["drafted", "cancelled"]),
                name="receipts_cheque_to_deposit",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Chèque n° %(number)s, %(drawer)s") % {
            "number": self.number,
            "drawer": self.drawer,
        }

    @property
    def amounts_differ(self) -> bool:
        return bool(self.amount != self.amount_in_figures)


class ChequeShare(EntityBound):
    """What part of a cheque settles which account; becomes one line of the draft."""

    bound_by = "account"

    cheque = models.ForeignKey(Cheque, on_delete=models.CASCADE, related_name="shares")
    account = models.ForeignKey(
        "ledger_books.Account", verbose_name=_("compte"), on_delete=models.PROTECT, related_name="+"
    )
    amount = MoneyField(_("montant"))
    #: ``[entry line id, cents]`` of the debts that it settles; null where nobody looked at them.
    settles = models.JSONField(null=True, blank=True)
    receipt = models.OneToOneField(
        "receipts_draft.DraftReceipt",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cheque_share",
    )

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["cheque", "account"], name="one_share_per_account"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="share_amount_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.amount}"


class BouncedCheque(EntityBound):
    """A time that the bank took a cheque back; undone where its entry is reversed."""

    bound_by = "cheque"

    cheque = models.ForeignKey(Cheque, on_delete=models.PROTECT, related_name="bounces")
    #: Credits the bank (512), debits the clients.
    entry = models.OneToOneField(
        "ledger_books.Entry", on_delete=models.PROTECT, related_name="bounced_cheque"
    )

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.cheque_id}: {self.entry_id}"
