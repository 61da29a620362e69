from decimal import Decimal

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound
from core.text import guarded
from core.text.money import MoneyField

#: Code monétaire et financier, D112-3: a firm may be stricter, never laxer.
LEGAL_CEILING = Decimal("1000.00")
LEGAL_CEILING_ABROAD = Decimal("15000.00")


class CashRule(models.Model):
    """Above which debt nothing of it may be paid in cash: one row per installation."""

    ceiling = MoneyField(_("plafond ordinaire"), default=LEGAL_CEILING)
    ceiling_abroad = MoneyField(
        _("plafond des débiteurs domiciliés à l’étranger"), default=LEGAL_CEILING_ABROAD
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_row_of_cash_rules")
        ]

    def __str__(self) -> str:
        return f"{self.ceiling} / {self.ceiling_abroad}"


class CashOverride(EntityBound):
    """A person took it upon themselves to let a payment in cash through."""

    bound_by = "receipt"

    receipt = models.OneToOneField(
        "receipts_draft.DraftReceipt", on_delete=models.PROTECT, related_name="cash_override"
    )
    reason = guarded.CharField(_("motif"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        default_permissions = ()
        permissions = [
            ("override_cash_rule", _("Admettre un règlement en espèces malgré la règle"))
        ]

    def __str__(self) -> str:
        return self.reason
