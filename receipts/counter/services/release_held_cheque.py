"""A kept cheque changes its day or its keeper, or leaves the drawer, with a reason."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.portfolio import portfolio_of
from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from receipts.counter.enums import HeldState
from receipts.counter.models import HeldCheque
from receipts.counter.services.lock_held_cheque import (
    end_keeping,
    lock_held,
    require_held_in_time,
    require_kept,
)
from receipts.draft.rules.reasons import reason_of

KEY = "receipts_counter.key_receipts"


def change_agreed_date(
    held_id: int, *, acting_user: User, agreed_date: date, reason: str
) -> HeldCheque:
    """Another day, agreed with the drawer; today makes it due at once. Raises BusinessError for a
    day gone by, or past the last day of the cheque."""
    reason = reason_of(reason)
    with transaction.atomic():
        held = lock_held(held_id)
        require_kept(held)
        if agreed_date < timezone.localdate():
            raise BusinessError(_("Ce jour est passé : choisissez aujourd’hui ou plus tard."))
        require_held_in_time(held, agreed_date)
        before, held.agreed_date = held.agreed_date, agreed_date
        held.save(update_fields=["agreed_date"])
        audit.record(
            "held.change",
            acting_user=acting_user,
            on=held,
            agreed_date=[str(before), str(agreed_date)],
            reason=reason,
        )
    return held


def hand_over(held_id: int, *, acting_user: User, keeper: User) -> HeldCheque:
    """A colleague keeps it from now on, and is told on the day. Raises BusinessError for someone
    who keys no cheques."""
    with transaction.atomic():
        held = lock_held(held_id)
        require_kept(held)
        if not portfolio_of(keeper).holds([held.entity_id]):
            raise BusinessError(
                _("%(keeper)s ne travaille pas sur cette entité : confiez-le à un autre.")
                % {"keeper": keeper}
            )
        if not keeper.has_perm(KEY):
            raise BusinessError(
                _("%(keeper)s ne saisit pas de règlements : confiez-le à un autre.")
                % {"keeper": keeper}
            )
        before, held.keeper = held.keeper_id, keeper
        if before != keeper.pk:
            held.save(update_fields=["keeper"])
            changed = [str(before), str(keeper.pk)]
            audit.record("held.hand_over", acting_user=acting_user, on=held, keeper=changed)
    return held


def give_back(held_id: int, *, acting_user: User, reason: str) -> HeldCheque:
    """The drawer takes the cheque home; a receipt is printed for them. Raises BusinessError."""
    return _leave(held_id, HeldState.GIVEN_BACK, "held.give_back", acting_user, reason)


def cancel_held(held_id: int, *, acting_user: User, reason: str) -> HeldCheque:
    """It was kept by mistake, or is lost or destroyed. Raises BusinessError."""
    return _leave(held_id, HeldState.CANCELLED, "held.cancel", acting_user, reason)


def restore_held(held_id: int, *, acting_user: User) -> HeldCheque:
    """Undo a return or a cancellation: the cheque is kept again. Raises BusinessError."""
    with transaction.atomic():
        held = lock_held(held_id)
        if held.state not in (HeldState.GIVEN_BACK, HeldState.CANCELLED):
            raise BusinessError(_("Ce chèque n’a été ni rendu ni annulé."))
        held.state, held.outcome_reason = HeldState.KEPT, ""
        held.ended_at = held.ended_by = None
        held.save(update_fields=["state", "outcome_reason", "ended_at", "ended_by"])
        audit.record("held.restore", acting_user=acting_user, on=held)
    return held


def _leave(
    held_id: int, state: HeldState, action: str, acting_user: User, reason: str
) -> HeldCheque:
    reason = reason_of(reason)
    with transaction.atomic():
        held = lock_held(held_id)
        require_kept(held)
        held.outcome_reason = reason
        end_keeping(held, state, acting_user)
        audit.record(action, acting_user=acting_user, on=held, reason=reason)
    return held
