from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound
from core.text import guarded
from core.text.money import MoneyField
from receipts.draft.enums import ReceiptStatus


class CashReceipt(EntityBound):
    """The numbered receipt that a client who pays in cash takes home; one per payment, for good. It
    follows the payment where its line is reversed to be drafted again."""

    receipt = models.OneToOneField(
        "receipts_draft.DraftReceipt", on_delete=models.PROTECT, related_name="cash_receipt"
    )
    entity = models.ForeignKey("ledger_books.Entity", on_delete=models.PROTECT, related_name="+")
    #: Without gaps within the entity.
    number = models.PositiveIntegerField(_("n°"))
    issued_at = models.DateTimeField(_("délivré le"), auto_now_add=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        default_permissions = ()
        verbose_name = _("reçu d’espèces")
        constraints = [
            models.UniqueConstraint(fields=["entity", "number"], name="cash_receipt_number")
        ]

    def __str__(self) -> str:
        return f"{self.entity.code}-{self.number:05}"

    @property
    def is_void(self) -> bool:
        """Whether the payment was cancelled, or reversed for good."""
        line = self.receipt
        reversals = type(line).objects.filter(pk=line.pk, entry__reversed_by__isnull=False)
        return line.status == ReceiptStatus.CANCELLED or reversals.exists()


class CashCount(EntityBound):
    """What was in a till at the end of a day, against what the cash book says. It closes the day,
    until it is reopened to be counted again."""

    bound_by = "account"

    account = models.ForeignKey(
        "ledger_books.Account", on_delete=models.PROTECT, related_name="cash_counts"
    )
    day = models.DateField(_("jour"))
    expected = MoneyField(_("attendu"))
    counted = MoneyField(_("compté"))
    reason = guarded.CharField(_("explication de l’écart"), max_length=300, blank=True)
    counted_at = models.DateTimeField(auto_now_add=True)
    counted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    #: What brought the books to what was counted; the latest, where one before it was reversed.
    entry = models.OneToOneField(
        "ledger_books.Entry",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="cash_count",
    )

    reopened_at = models.DateTimeField(null=True, blank=True)
    reopened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reopen_reason = guarded.CharField(_("motif de la réouverture"), max_length=300, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-day", "-id"]
        verbose_name = _("comptage de caisse")
        permissions = [("count_cash", _("Compter la caisse et en clore le jour"))]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "day"],
                condition=models.Q(reopened_at=None),
                name="till_counted_once_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(reopened_at=None, reopen_reason="")
                | (models.Q(reopened_at__isnull=False) & ~models.Q(reopen_reason="")),
                name="till_reopened_for_a_reason",
            ),
            models.CheckConstraint(
                condition=models.Q(counted=models.F("expected")) | ~models.Q(reason=""),
                name="till_difference_is_explained",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.day:%d/%m/%Y}"

    @property
    def difference(self) -> Decimal:
        """Counted less expected, in euros."""
        found: Decimal = self.counted - self.expected
        return found


class TillDifferenceAccounts(EntityBound):
    """Where one entity's cash differences go, once an accountant said so."""

    entity = models.OneToOneField("ledger_books.Entity", on_delete=models.CASCADE, related_name="+")
    #: Normally a 658: what is missing from the till.
    shortage = models.ForeignKey(
        "ledger_books.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Normally a 758: what is in it beyond what the book says.
    surplus = models.ForeignKey(
        "ledger_books.Account", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.entity_id}: {self.shortage_id} / {self.surplus_id}"
