"""What this room holds on a party, and why it must keep it."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import person
from core.person import Holding, Row
from receipts.enums import WAITING
from receipts.models import Cheque, ChequeShare, DraftReceipt, HeldCheque, HeldShare


def _receipts(party_id: int) -> Iterator[Row]:
    for receipt in DraftReceipt.objects.filter(account__party=party_id).order_by("id"):
        yield {
            _("date"): receipt.movement_date,
            _("canal"): receipt.channel,
            _("montant"): receipt.amount,
            _("libellé"): receipt.label,
            _("référence"): receipt.movement_reference,
            _("état"): receipt.get_status_display(),
            _("motif d’annulation"): receipt.cancel_reason,
        }


def _cheques(party_id: int) -> Iterator[Row]:
    """Cheques that paid this person's accounts, kept ones included."""
    paid = ChequeShare.objects.select_related("cheque").filter(account__party=party_id)
    for share in paid.order_by("id"):
        yield _cheque(share.cheque, share.amount)
    held = HeldShare.objects.select_related("held").filter(account__party=party_id)
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


def _draft_duty(party_id: int, _today: date) -> str:
    waiting = DraftReceipt.objects.filter(account__party=party_id, status__in=WAITING)
    return _("Un de ses règlements est au brouillard.") if waiting.exists() else ""


def register() -> None:
    """Called once, when the room starts."""
    person.register(
        Holding("receipts", gettext_lazy("Règlements"), _receipts),
        Holding("cheques", gettext_lazy("Chèques"), _cheques),
    )
    person.register_duty(_draft_duty)
