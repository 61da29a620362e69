"""Let a payment in cash through in spite of the rule, and set the rule's ceilings."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO, format_euros
from receipts.draft.models import CashOverride, CashRule, DraftReceipt
from receipts.draft.models.cash_rule import LEGAL_CEILING, LEGAL_CEILING_ABROAD
from receipts.draft.rules.reasons import reason_of
from receipts.draft.selectors.cash_refusals import cash_refusals, cash_rule
from receipts.draft.services.lock_receipts import lock_receipts


def override_cash_rule(receipt_id: int, *, acting_user: User, reason: str) -> DraftReceipt:
    """Let one line be posted, for a reason that is kept. Told twice, it is done once.

    Raises BusinessError without a reason, or where the rule has nothing against the line.
    """
    missing = _("Dites pourquoi ces espèces sont admises : le motif est conservé.")
    reason = reason_of(reason, missing=missing, most=300)
    with transaction.atomic():
        (receipt,) = lock_receipts([receipt_id], acting_user=acting_user)
        if CashOverride.objects.filter(receipt=receipt).exists():
            return receipt
        refusal = cash_refusals([receipt]).get(receipt.pk)
        if refusal is None:
            raise BusinessError(_("Rien ne s’oppose à ce règlement en espèces."))
        CashOverride.objects.create(receipt=receipt, reason=reason, by=acting_user)
        audit.record(
            "receipt.override_cash_rule",
            acting_user=acting_user,
            on=receipt,
            reason=reason,
            refusal=refusal.text,
        )
    return receipt


@transaction.atomic
def set_cash_rule(*, acting_user: User, ceiling: Decimal, ceiling_abroad: Decimal) -> CashRule:
    """Set the ceilings, in euros. Raises BusinessError above those of the law, or below zero."""
    for value, legal in ((ceiling, LEGAL_CEILING), (ceiling_abroad, LEGAL_CEILING_ABROAD)):
        if not ZERO <= value <= legal:
            raise BusinessError(
                _("Ce plafond va de 0 à %(legal)s, celui de la loi (CMF D112-3).")
                % {"legal": format_euros(legal)}
            )
    CashRule.objects.get_or_create(pk=1)
    before = CashRule.objects.select_for_update().get(pk=1)
    rule = cash_rule()
    rule.ceiling, rule.ceiling_abroad = ceiling, ceiling_abroad
    rule.save()
    changes = audit.changes(before, rule, ("ceiling", "ceiling_abroad"))
    if changes:
        audit.record("cash_rule.update", acting_user=acting_user, on=rule, **changes)
    return rule
