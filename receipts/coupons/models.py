from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound
from core.text.money import MoneyField


class PaymentCoupon(EntityBound):
    """The coded slip (*papillon*) at the foot of a call for funds or a rent notice."""

    bound_by = "account"

    account = models.ForeignKey(
        "ledger_books.Account",
        verbose_name=_("compte"),
        on_delete=models.PROTECT,
        related_name="coupons",
    )
    period_start = models.DateField(_("période du"))
    period_end = models.DateField(_("au"))
    issued_on = models.DateField(_("émis le"))
    due_on = models.DateField(_("à régler avant le"))
    amount = MoneyField(_("montant"))
    #: What the barcode and the QR code hold: ``*501*47*3817,83*`` (``rules.coupon_code``).
    code = models.CharField(max_length=40)

    class Meta:
        default_permissions = ()
        ordering = ["-issued_on", "-id"]
        verbose_name = _("coupon de paiement")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "period_start", "period_end", "due_on", "amount"],
                name="coupon_issued_once",
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="coupon_asks_for_money"),
            models.CheckConstraint(
                condition=Q(period_end__gte=models.F("period_start")), name="coupon_period_runs"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-issued_on", "-id"], name="receipts_latest_coupon")
        ]

    def __str__(self) -> str:
        return self.code
