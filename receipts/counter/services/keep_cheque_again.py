"""What happens to a kept cheque when the line that it became leaves its batch, or is cancelled."""

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from receipts.counter.enums import ChequeState, HeldState
from receipts.counter.models import Cheque, HeldCheque
from receipts.counter.services.open_batch import lock_batch


def keep_again(cheque: Cheque, *, acting_user: User) -> HeldCheque | None:
    """The cheque that is taken out of its batch is kept again, as before; None for any other.

    Call it in the transaction that holds the batch, before the line is deleted.
    """
    held = _lock_of(cheque)
    if held is not None:
        _keep(held)
        audit.record("held.keep_again", acting_user=acting_user, on=held, batch=cheque.batch_id)
    return held


def keep_cancelled(cheque_id: int, *, acting_user: User) -> HeldCheque:
    """The paper of a cancelled cheque is back in the drawer: it is kept again, as before it was put
    in its batch. The cancelled line stays on record.

    Raises BusinessError where the cheque stands, was never kept, is kept again or keyed again
    already, or went to the bank.
    """
    with transaction.atomic():
        cheque = _lock_cancelled(cheque_id, acting_user)
        held = _lock_of(cheque)
        if held is None:
            raise BusinessError(_("Ce chèque est déjà gardé de nouveau, ou ne l’a jamais été."))
        _keep(held)
        audit.record("held.restore", acting_user=acting_user, on=held, batch=cheque.batch_id)
    return held


def _lock_cancelled(cheque_id: int, acting_user: User) -> Cheque:
    found = Cheque.objects.filter(pk=cheque_id).values_list("batch_id", flat=True).first()
    # Batch first, then cheque: the order in which everything here locks.
    lock_batch(found or 0, acting_user=acting_user)
    cheque = Cheque.objects.select_for_update(of=("self",)).get(pk=cheque_id)
    if cheque.state != ChequeState.CANCELLED:
        raise BusinessError(_("Seul un chèque annulé peut être gardé de nouveau."))
    if Cheque.objects.filter(replaces=cheque).exists():
        raise BusinessError(_("Ce chèque est déjà ressaisi dans un lot."))
    if cheque.deposit_lines.exists():
        raise BusinessError(_("Ce chèque est parti à la banque avec une remise."))
    return cheque


def _lock_of(cheque: Cheque) -> HeldCheque | None:
    return HeldCheque.objects.select_for_update(of=("self",)).filter(cheque=cheque).first()


def _keep(held: HeldCheque) -> None:
    held.state, held.cheque = HeldState.KEPT, None
    held.ended_at = held.ended_by = None
    held.save(update_fields=["state", "cheque", "ended_at", "ended_by"])
