from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound
from core.text.money import MoneyField


class DepositSlip(EntityBound):
    """A bordereau de remise: cheques taken to one bank account. Written once, never edited."""

    #: Drawn when the form is shown: the same form sent twice is one slip.
    form_id = models.UUIDField(unique=True)
    entity = models.ForeignKey(
        "ledger_books.Entity", verbose_name=_("entité"), on_delete=models.PROTECT, related_name="+"
    )
    bank_account = models.ForeignKey(
        "ledger_books.BankAccount",
        verbose_name=_("compte bancaire"),
        on_delete=models.PROTECT,
        related_name="deposit_slips",
    )
    number = models.PositiveIntegerField(_("n°"))
    date = models.DateField(_("date de remise"))
    cheque_count = models.PositiveIntegerField(_("nombre de chèques"))
    total = MoneyField(_("total"))
    #: Debits the bank's account (512), credits cheques to be cashed (5112).
    entry = models.OneToOneField(
        "ledger_books.Entry", on_delete=models.PROTECT, related_name="deposit_slip"
    )
    created_at = models.DateTimeField(_("établi le"), auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("par"),
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        verbose_name = _("bordereau de remise")
        permissions = [
            ("deposit_cheques", _("Guichet : remettre des chèques en banque et noter les impayés"))
        ]
        constraints = [
            models.UniqueConstraint(fields=["bank_account", "number"], name="deposit_slip_number"),
            models.CheckConstraint(condition=Q(total__gt=0), name="deposit_slip_brings_money"),
        ]

    def __str__(self) -> str:
        return gettext("Remise n° %(number)s du %(day)s") % {
            "number": self.number,
            "day": f"{self.date:%d/%m/%Y}",
        }


class DepositLine(EntityBound):
    """A cheque on a slip; negative where it takes back a cheque of an earlier slip."""

    bound_by = "slip"

    slip = models.ForeignKey(DepositSlip, on_delete=models.PROTECT, related_name="lines")
    cheque = models.ForeignKey(
        "receipts_counter.Cheque", on_delete=models.PROTECT, related_name="deposit_lines"
    )
    amount = MoneyField(_("montant"))

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cheque"], condition=Q(amount__gt=0), name="cheque_deposited_once"
            ),
            models.UniqueConstraint(
                fields=["cheque"], condition=Q(amount__lt=0), name="cheque_taken_back_once"
            ),
            models.CheckConstraint(condition=~Q(amount=0), name="deposit_line_is_not_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.slip_id}: {self.amount}"
