"""What is wrong with the amount that a client types, or worth telling of it."""

from decimal import Decimal

from django.utils.translation import gettext as _

from core.text.money import CENT, format_euros

#: Most that one SEPA direct debit can carry (EPC implementation guidelines, AT-06).
SCHEME_CEILING = Decimal("999999999.99")


def amount_refusal(amount: Decimal, ceiling: Decimal | None) -> str:
    if not amount.is_finite() or amount <= 0:
        return _("Le montant doit être supérieur à zéro.")
    if amount > SCHEME_CEILING:
        return _("Ce montant dépasse ce qu’un prélèvement SEPA peut porter.")
    if amount != amount.quantize(CENT):
        return _("Un montant en euros a deux décimales au plus.")
    if ceiling is not None and amount > ceiling:
        return _("Le montant d’un prélèvement est limité à %(ceiling)s.") % {
            "ceiling": format_euros(ceiling)
        }
    return ""


def amount_warning(amount: Decimal, owed: Decimal) -> str:
    """What to tell who pays more than is owed; empty otherwise. Paying more is allowed."""
    if amount <= owed:
        return ""
    return _(
        "Vous payez plus que ce que vous devez (%(owed)s) : le surplus restera à votre crédit."
    ) % {"owed": format_euros(max(owed, Decimal(0)))}
