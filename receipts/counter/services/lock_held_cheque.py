"""Take a kept cheque for a change: locked, still kept, and ended once."""

from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _

from core.people.models import User
from core.text.errors import BusinessError
from receipts.counter.enums import HeldState
from receipts.counter.models import Cheque, HeldCheque
from receipts.counter.services.keep_cheques import require_in_time


def end_keeping(
    held: HeldCheque, state: HeldState, acting_user: User, *, cheque: Cheque | None = None
) -> None:
    held.state, held.cheque = state, cheque
    held.ended_at, held.ended_by = timezone.now(), acting_user
    held.save(update_fields=["state", "cheque", "ended_at", "ended_by", "outcome_reason"])


def lock_held(held_id: int) -> HeldCheque:
    # Without joins: PostgreSQL reads again the row that it waited for, not what hangs on it.
    held = HeldCheque.objects.select_for_update().filter(pk=held_id).first()
    if held is None:
        raise BusinessError(_("Ce chèque gardé n’existe plus."))
    return held


def require_kept(held: HeldCheque) -> None:
    """Raise BusinessError, saying who was faster."""
    if held.state == HeldState.KEPT:
        return
    facts = {
        "cheque": held,
        "by": held.ended_by or "",
        "at": f"{timezone.localtime(held.ended_at):%d/%m/%Y à %H:%M}" if held.ended_at else "",
    }
    if held.cheque is not None:
        raise BusinessError(
            _("%(cheque)s : mis dans le lot n° %(batch)d par %(by)s le %(at)s.")
            % {**facts, "batch": held.cheque.batch_id}
        )
    raise BusinessError(
        _("%(cheque)s n’est plus gardé : « %(state)s » par %(by)s le %(at)s.")
        % {**facts, "state": held.get_state_display().lower()}
    )


def require_held_in_time(held: HeldCheque, day: date) -> None:
    require_in_time(held.number, held.cheque_date, day, received=held.received_on)
