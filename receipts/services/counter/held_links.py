"""What happens to a kept cheque when the line that it became leaves its batch."""

from core.models import User
from core.services import audit
from receipts.enums import HeldState
from receipts.models import Cheque, HeldCheque


def keep_again(cheque: Cheque, *, acting_user: User) -> HeldCheque | None:
    """The cheque that is taken out of its batch is kept again, as before; None for any other.

    Call it in the transaction that holds the batch, before the line is deleted.
    """
    held = HeldCheque.objects.select_for_update(of=("self",)).filter(cheque=cheque).first()
    if held is None:
        return None
    held.state, held.cheque = HeldState.KEPT, None
    held.ended_at = held.ended_by = None
    held.save(update_fields=["state", "cheque", "ended_at", "ended_by"])
    audit.record("held.keep_again", acting_user=acting_user, on=held, lot=cheque.batch_id)
    return held
