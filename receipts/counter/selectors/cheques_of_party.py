"""What the counter holds on a party."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from core.files.person import Row
from receipts.counter.models import Cheque, ChequeShare, HeldCheque, HeldShare
from receipts.draft.selectors.holders_own import since_it_is_held


def cheques(party_id: int) -> Iterator[Row]:
    """Cheques that paid this person's accounts, kept ones included."""
    was_held = Q(cheque__was_held__isnull=True) | since_it_is_held(
        "cheque__was_held__kept_at__date"
    )
    paid = ChequeShare.objects.select_related("cheque").filter(
        since_it_is_held("cheque__batch__arrival_date"), was_held, account__party=party_id
    )
    for share in paid.order_by("id"):
        yield _cheque(share.cheque, share.amount)
    held = HeldShare.objects.select_related("held").filter(
        since_it_is_held("held__kept_at__date"), account__party=party_id
    )
    for kept in held.order_by("id"):
        yield _cheque(kept.held, kept.amount)


def _cheque(cheque: Cheque | HeldCheque, amount: Decimal) -> Row:
    return {
        _("n° de chèque"): cheque.number,
        _("tireur"): cheque.drawer,
        _("banque tirée"): cheque.drawee_bank,
        _("date du chèque"): cheque.cheque_date,
        _("montant"): amount,
        _("état"): cheque.get_state_display(),
    }
