from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from connectic.enums import AsideState, ReadingState
from core.database.portfolio import OfTheWholeAgency
from core.text import guarded
from core.text.money import ZERO, MoneyField


class BalancesFile(OfTheWholeAgency):
    """One night's file of what clients owe."""

    file = models.OneToOneField(
        "core_files.ArchivedFile", on_delete=models.PROTECT, related_name="+"
    )
    business_date = models.DateField(_("nuit du"), db_index=True)
    account_count = models.PositiveIntegerField(_("comptes"))
    total = MoneyField(_("total dû"))

    class Meta:
        default_permissions = ()
        ordering = ["-business_date", "-id"]

    def __str__(self) -> str:
        return f"{self.business_date:%d/%m/%Y}"


class PaymentsFile(OfTheWholeAgency):
    """One file of the kiosk's payments: what it announced, what was found, what became of it."""

    file = models.OneToOneField(
        "core_files.ArchivedFile", on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        _("état"), max_length=10, choices=ReadingState.choices, default=ReadingState.READING
    )
    #: Why the file as a whole was refused, or what differs from its tail; French.
    remarks = guarded.TextField(blank=True, masks=True)
    kiosk = models.CharField(_("automate"), max_length=20, blank=True)
    business_date = models.DateField(_("journée du"), null=True, db_index=True)
    read_at = models.DateTimeField(null=True)

    announced_count = models.PositiveIntegerField(null=True)
    announced_total = MoneyField(null=True)
    announced_cash = MoneyField(null=True)
    found_count = models.PositiveIntegerField(default=0)
    found_total = MoneyField(default=ZERO)
    found_cash = MoneyField(default=ZERO)
    drafted_count = models.PositiveIntegerField(default=0)
    drafted_total = MoneyField(default=ZERO)
    known_count = models.PositiveIntegerField(default=0)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kiosk} {self.business_date or ''}".strip()


class AsideLine(OfTheWholeAgency):
    """A line that waits for a person: a refund, a contradiction, or something unreadable."""

    payments_file = models.ForeignKey(PaymentsFile, on_delete=models.PROTECT, related_name="aside")
    kiosk = models.CharField(_("automate"), max_length=20)
    #: The payment's own number, where that field can be read.
    payment_id = models.CharField(_("n° de paiement"), max_length=40, blank=True)
    #: What makes it the same line in a file of other bytes: its text, and its place among twins.
    fingerprint = models.CharField(max_length=80)
    line_number = models.PositiveIntegerField(_("ligne"))
    raw = guarded.TextField(masks=True)
    reason = guarded.CharField(_("motif"), max_length=300, masks=True)
    state = models.CharField(
        _("état"), max_length=10, choices=AsideState.choices, default=AsideState.WAITING
    )
    #: What the person who decided wrote.
    note = guarded.CharField(max_length=300, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    receipt = models.OneToOneField(
        "receipts_draft.DraftReceipt", null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: The line of the draft that it contradicts: its number was known when it came.
    other = models.ForeignKey(
        "receipts_draft.DraftReceipt", null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        default_permissions = ()
        ordering = ["payments_file", "line_number"]
        constraints = [
            models.UniqueConstraint(
                fields=["payments_file", "line_number"], name="line_kept_aside_once"
            ),
            models.UniqueConstraint(fields=["kiosk", "fingerprint"], name="kept_aside_once"),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(state="waiting"), name="connectic_aside_waiting"
            )
        ]

    def __str__(self) -> str:
        return f"{self.line_number} : {self.reason}"
