"""Mistakes: a cheque of a closed batch is cancelled."""

from collections.abc import Sequence
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from receipts.counter.enums import ChequeState
from receipts.counter.models import Cheque, ChequeShare
from receipts.counter.services.open_batch import lock_batch
from receipts.draft.enums import WAITING, ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.rules.reasons import reason_of
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.identify_receipt import REVERSE
from receipts.draft.services.lock_receipts import lock_receipts
from receipts.draft.services.reverse_receipt import reverse_receipts


def cancel_cheque(cheque_id: int, *, acting_user: User, reason: str, day: date) -> Cheque:
    """Cancel a cheque of a closed batch: its lines leave the draft, or their entries are reversed
    on ``day``. At the bank already, it is taken back by a negative line of the next slip.

    Raises BusinessError without a reason, or for a cheque that is no longer standing.
    """
    reason = reason_of(reason)
    with transaction.atomic():
        receipts = lock_lines(cheque_id, acting_user)
        cheque = lock_cheque(cheque_id, (ChequeState.DRAFTED, ChequeState.DEPOSITED))
        cheque.state, cheque.outcome_reason = ChequeState.CANCELLED, reason
        cheque.save(update_fields=["state", "outcome_reason"])
        waiting = [row.pk for row in receipts if row.status in WAITING]
        posted = [row.pk for row in receipts if row.status == ReceiptStatus.POSTED]
        if posted and not acting_user.has_perm(REVERSE):
            raise BusinessError(
                _(
                    "Ce chèque est en comptabilité : il faut le droit de contre-passer une "
                    "écriture pour l’annuler."
                )
            )
        if waiting:
            cancel_receipts(waiting, acting_user=acting_user, reason=reason)
        if posted:
            reverse_receipts(posted, acting_user=acting_user, reason=reason, entry_date=day)
        audit.record("cheque.cancel", acting_user=acting_user, on=cheque, reason=reason)
    return cheque


def lock_lines(cheque_id: int, acting_user: User) -> list[DraftReceipt]:
    """Batch, then the draft's lines: before the cheque, as the draft itself locks."""
    found = ChequeShare.objects.filter(cheque=cheque_id).values_list(
        "receipt_id", "cheque__batch_id"
    )
    rows = list(found)
    if not rows:
        raise BusinessError(_("Ce chèque n’existe plus."))
    lock_batch(rows[0][1], acting_user=acting_user)
    ids = [receipt_id for receipt_id, _batch in rows if receipt_id]
    if not ids:
        raise BusinessError(_("Ce lot n’est pas clos : corrigez ou retirez la ligne elle-même."))
    return lock_receipts(ids, acting_user=acting_user)


def lock_cheque(cheque_id: int, states: Sequence[ChequeState]) -> Cheque:
    """The cheque, locked after its lines. Raises BusinessError where it is in no such state."""
    cheque = Cheque.objects.select_for_update(of=("self",)).get(pk=cheque_id)
    if cheque.state not in states:
        raise BusinessError(
            _("Ce chèque ne s’y prête pas : il est « %(state)s ».")
            % {"state": cheque.get_state_display().lower()}
        )
    return cheque
