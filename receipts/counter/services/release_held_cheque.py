"""The day has come: a kept cheque is put into a batch. Or it goes another way, with a reason."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.portfolio import portfolio_of
from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Account
from receipts.counter.enums import BatchState, HeldState
from receipts.counter.models import Batch, Cheque, HeldCheque, HeldShare, UnfinishedLine
from receipts.counter.selectors.find_payer import twins
from receipts.counter.services.keep_cheques import require_in_time
from receipts.counter.services.key_cheque import KeyedCheque, key_cheque
from receipts.counter.services.open_batch import lock_batch, require_state
from receipts.draft.rules.reasons import reason_of

KEY = "receipts_counter.key_receipts"


class TwinNumberError(BusinessError):
    """The same number of the same bank is keyed already; ``twins`` says where."""

    def __init__(self, message: str, found: Sequence[Cheque]) -> None:
        super().__init__(message)
        self.twins = found


def put_in_batch(
    held_id: int, batch_id: int, *, acting_user: User, accept_twin: bool = False
) -> Cheque:
    """Key a kept cheque whose day has come into an open batch, as an ordinary cheque: it counts
    on the control tape. Asked twice for the same batch, it is one cheque.

    Raises BusinessError where someone put it elsewhere, before its day, past its last day, or
    where ``key_cheque`` refuses; TwinNumberError for a number keyed already, unless accepted.
    """
    with transaction.atomic():
        batch = lock_batch(batch_id, acting_user=acting_user)
        held = _lock(held_id)
        known = _cheque_in(held, batch)
        if known is not None:
            return known
        _lock_accounts([held.pk])
        with _half_typed(batch, acting_user):
            return _put(held, batch, acting_user=acting_user, accept_twin=accept_twin)


def _put(held: HeldCheque, batch: Batch, *, acting_user: User, accept_twin: bool) -> Cheque:
    """The batch, the kept cheque, then its accounts are locked; nothing is written if refused."""
    _require_kept(held)
    _require_its_day(held)
    if not accept_twin:
        _refuse_twins(held)
    cheque = key_cheque(batch.pk, _as_keyed(held), acting_user=acting_user)
    _end(held, HeldState.KEYED, acting_user, cheque=cheque)
    audit.record("held.key", acting_user=acting_user, on=held, batch=batch.pk)
    return cheque


@dataclass
class PutIn:
    """What went into the batch, and what stayed kept with the reason."""

    cheques: list[Cheque] = field(default_factory=list)
    left: list[tuple[HeldCheque, BusinessError]] = field(default_factory=list)


def put_all_in_batch(held_ids: Sequence[int], batch_id: int, *, acting_user: User) -> PutIn:
    """Put each of these in the batch; one that is refused stays kept and stops no other.

    Raises BusinessError where the batch itself takes no more.
    """
    done = PutIn()
    with transaction.atomic():
        batch = lock_batch(batch_id, acting_user=acting_user)
        require_state(batch, BatchState.OPEN)
        # All of them, then all their accounts, by number: a colleague who puts them elsewhere, or
        # keys a cheque for these accounts, takes turns with this and never waits in a ring.
        rows = HeldCheque.objects.select_for_update().filter(pk__in=held_ids).order_by("pk")
        kept = list(rows)
        _lock_accounts([held.pk for held in kept])
        with _half_typed(batch, acting_user):
            for held in kept:
                try:
                    cheque = _cheque_in(held, batch) or _put(
                        held, batch, acting_user=acting_user, accept_twin=False
                    )
                except BusinessError as error:
                    done.left.append((held, error))
                else:
                    done.cheques.append(cheque)
    return done


def _cheque_in(held: HeldCheque, batch: Batch) -> Cheque | None:
    cheque = held.cheque
    return cheque if cheque is not None and cheque.batch_id == batch.pk else None


def _lock_accounts(held_ids: Sequence[int]) -> None:
    of_these = HeldShare.objects.filter(held__in=held_ids).values("account")
    rows = Account.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=of_these)
    list(rows.order_by("pk").values_list("pk"))


@contextmanager
def _half_typed(batch: Batch, user: User) -> Iterator[None]:
    """What is half typed belongs to another line: keying these leaves it as it was."""
    kept = UnfinishedLine.objects.filter(batch=batch, user=user).first()
    yield
    if kept:
        UnfinishedLine.objects.update_or_create(
            batch=batch, user=user, defaults={"values": kept.values}
        )


def change_agreed_date(
    held_id: int, *, acting_user: User, agreed_date: date, reason: str
) -> HeldCheque:
    """Another day, agreed with the drawer; today makes it due at once. Raises BusinessError for a
    day gone by, or past the last day of the cheque."""
    reason = reason_of(reason)
    with transaction.atomic():
        held = _lock(held_id)
        _require_kept(held)
        if agreed_date < timezone.localdate():
            raise BusinessError(_("Ce jour est passé : choisissez aujourd’hui ou plus tard."))
        _require_in_time(held, agreed_date)
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
        held = _lock(held_id)
        _require_kept(held)
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
        held = _lock(held_id)
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
        held = _lock(held_id)
        _require_kept(held)
        held.outcome_reason = reason
        _end(held, state, acting_user)
        audit.record(action, acting_user=acting_user, on=held, reason=reason)
    return held


def _end(
    held: HeldCheque, state: HeldState, acting_user: User, *, cheque: Cheque | None = None
) -> None:
    held.state, held.cheque = state, cheque
    held.ended_at, held.ended_by = timezone.now(), acting_user
    held.save(update_fields=["state", "cheque", "ended_at", "ended_by", "outcome_reason"])


def _lock(held_id: int) -> HeldCheque:
    # Without joins: PostgreSQL reads again the row that it waited for, not what hangs on it.
    held = HeldCheque.objects.select_for_update().filter(pk=held_id).first()
    if held is None:
        raise BusinessError(_("Ce chèque gardé n’existe plus."))
    return held


def _require_kept(held: HeldCheque) -> None:
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


def _require_its_day(held: HeldCheque) -> None:
    today = timezone.localdate()
    if held.agreed_date > today:
        raise BusinessError(
            _(
                "%(cheque)s est convenu pour le %(day)s : si le client veut bien plus tôt, changez "
                "d’abord la date."
            )
            % {"cheque": held, "day": f"{held.agreed_date:%d/%m/%Y}"}
        )
    _require_in_time(held, today)


def _require_in_time(held: HeldCheque, day: date) -> None:
    require_in_time(held.number, held.cheque_date, day, received=held.received_on)


def _refuse_twins(held: HeldCheque) -> None:
    found = twins(held.number, drawee_bank=held.drawee_bank, account_key=held.account_key)
    if found:
        raise TwinNumberError(
            _("Le n° %(number)s est déjà saisi pour cette banque : vérifiez avant de l’accepter.")
            % {"number": held.number},
            found,
        )


def _as_keyed(held: HeldCheque) -> KeyedCheque:
    return KeyedCheque(
        form_id=uuid4(),
        number=held.number,
        drawer=held.drawer,
        drawee_bank=held.drawee_bank,
        cheque_date=held.cheque_date,
        amount=held.amount,
        amount_in_figures=held.amount,
        shares=list(held.shares.values_list("account", "amount")),
        account_key=held.account_key,
        bank_key=held.bank_key,
    )
