"""The day has come: kept cheques are put into a batch, as ordinary cheques."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Account
from receipts.counter.enums import BatchState, HeldState
from receipts.counter.models import Batch, Cheque, HeldCheque, HeldShare, UnfinishedLine
from receipts.counter.selectors.find_payer import twins
from receipts.counter.services.key_cheque import KeyedCheque, key_cheque
from receipts.counter.services.lock_held_cheque import (
    end_keeping,
    lock_held,
    require_held_in_time,
    require_kept,
)
from receipts.counter.services.open_batch import lock_batch, require_state


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
        held = lock_held(held_id)
        known = _cheque_in(held, batch)
        if known is not None:
            return known
        _lock_accounts([held.pk])
        with _half_typed(batch, acting_user):
            return _put(held, batch, acting_user=acting_user, accept_twin=accept_twin)


def _put(held: HeldCheque, batch: Batch, *, acting_user: User, accept_twin: bool) -> Cheque:
    """The batch, the kept cheque, then its accounts are locked; nothing is written if refused."""
    require_kept(held)
    _require_its_day(held)
    if not accept_twin:
        _refuse_twins(held)
    cheque = key_cheque(batch.pk, _as_keyed(held), acting_user=acting_user)
    end_keeping(held, HeldState.KEYED, acting_user, cheque=cheque)
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
    require_held_in_time(held, today)


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
