"""What this room holds on a party, and why it must keep it.

An account may have been another's: only what came since it is this party's goes with them, the
entries included, of which the receipts tell whose they are.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import person
from core.person import Holding, Row
from ledger.models import EntryLine
from receipts.enums import WAITING
from receipts.models import Cheque, ChequeShare, DraftReceipt, HeldCheque, HeldShare
from receipts.selectors.holders_own import (
    lines_of_the_holder,
    receipts_of_the_holder,
    since_it_is_held,
)


def _lines(party_id: int) -> Iterator[Row]:
    lines = EntryLine.objects.select_related("entry__journal", "account__entity")
    own = lines.filter(lines_of_the_holder(), account__party=party_id)
    for line in own.order_by("date", "id").iterator(2000):
        yield {
            _("date"): line.date,
            _("entité"): line.account.entity.code,
            _("compte"): line.account.code,
            _("journal"): line.entry.journal.code,
            _("pièce"): line.entry.voucher,
            _("libellé"): line.label,
            _("débit"): line.debit,
            _("crédit"): line.credit,
        }


def _receipts(party_id: int) -> Iterator[Row]:
    own = DraftReceipt.objects.filter(receipts_of_the_holder(), account__party=party_id)
    for receipt in own.order_by("id"):
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


def _draft_duty(party_id: int, _today: date) -> str:
    waiting = DraftReceipt.objects.filter(account__party=party_id, status__in=WAITING)
    return _("Un de ses règlements est au brouillard.") if waiting.exists() else ""


def register() -> None:
    """Called once, when the room starts."""
    person.register(
        Holding("lines", gettext_lazy("Écritures"), _lines),
        Holding("receipts", gettext_lazy("Règlements"), _receipts),
        Holding("cheques", gettext_lazy("Chèques"), _cheques),
    )
    person.register_duty(_draft_duty)
