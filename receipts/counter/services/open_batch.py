"""Open a batch, keep its control tape, pre-close it and open it again."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO, format_euros, to_cents
from receipts.counter.enums import BatchState
from receipts.counter.models import Batch
from receipts.draft.channels import CHANNELS
from receipts.draft.selectors.draft_lines import SEE_OTHERS


def open_batch(
    *,
    acting_user: User,
    channel_code: str,
    arrival_date: date,
    with_open_items: bool,
    page: UUID | None = None,
) -> Batch:
    """A new batch of this user; several may be open at once, but one for each ``page`` sent.

    Raises BusinessError for a channel that is not keyed by batches, or mail of the future.
    """
    if not CHANNELS.get(channel_code).keyed_in_batches:
        raise BusinessError(_("Ce canal ne se saisit pas par lots."))
    if arrival_date > timezone.localdate():
        raise BusinessError(_("Le courrier n’a pas pu arriver après aujourd’hui."))
    with transaction.atomic():
        facts = {
            "owner": acting_user,
            "channel": channel_code,
            "arrival_date": arrival_date,
            "with_open_items": with_open_items,
        }
        batch, made = Batch.objects.get_or_create(page=page or uuid4(), defaults=facts)
        if not made:
            return _opened_already(batch, acting_user=acting_user)
        audit.record(
            "batch.open",
            acting_user=acting_user,
            on=batch,
            arrival_date=str(arrival_date),
            channel=channel_code,
        )
    return batch


def _opened_already(batch: Batch, *, acting_user: User) -> Batch:
    """The batch that the same page opened, while it is open. Raises BusinessError afterwards."""
    opened = lock_batch(batch.pk, acting_user=acting_user)
    if opened.state != BatchState.OPEN:
        raise BusinessError(
            _("Cette page a déjà ouvert un lot : rechargez-la pour en ouvrir un autre.")
        )
    return opened


def lock_batch(batch_id: int, *, acting_user: User) -> Batch:
    """The batch, locked to the end of the transaction: who keys and who closes take turns.

    Raises BusinessError where it is someone else's and this user may not see others' work.
    """
    batch = Batch.objects.select_for_update(of=("self",)).filter(pk=batch_id).first()
    if batch is None or (batch.owner_id != acting_user.pk and not acting_user.has_perm(SEE_OTHERS)):
        raise BusinessError(_("Ce lot n’est pas à vous, ou n’existe plus."))
    return batch


def require_state(batch: Batch, state: BatchState) -> None:
    """Raise BusinessError, saying who was faster, where the batch is in another state."""
    if batch.state == state:
        return
    if batch.state == BatchState.CLOSED:
        by = batch.closed_by or ""
        at = f"{timezone.localtime(batch.closed_at):%d/%m/%Y à %H:%M}" if batch.closed_at else ""
        raise BusinessError(
            _("Ce lot a été clos par %(by)s le %(at)s : il ne change plus.") % {"by": by, "at": at}
        )
    if batch.state == BatchState.PRE_CLOSED:
        raise BusinessError(_("Ce lot est pré-clos : rouvrez-le pour y saisir encore."))
    raise BusinessError(_("Ce lot est encore ouvert : pré-clôturez-le d’abord."))


def set_tape(
    batch_id: int,
    *,
    acting_user: User,
    count: int | None = None,
    total: Decimal | None = None,
    amounts: Sequence[Decimal] = (),
) -> Batch:
    """What the batch must come to, in euros: keyed as count and total, or added up cheque by
    cheque. Raises BusinessError for a closed batch, or amounts that are not positive."""
    if amounts:
        if any(amount <= ZERO for amount in amounts):
            raise BusinessError(_("Un chèque de la bande a toujours un montant positif."))
        count, total = len(amounts), sum(amounts, ZERO)
    if total is not None and total < ZERO:
        raise BusinessError(_("Le total attendu n’est pas négatif."))
    with transaction.atomic():
        batch = lock_batch(batch_id, acting_user=acting_user)
        if batch.state == BatchState.CLOSED:
            require_state(batch, BatchState.OPEN)
        batch.expected_count, batch.expected_total = count, total
        batch.tape = [to_cents(amount) for amount in amounts]
        batch.save(update_fields=["expected_count", "expected_total", "tape"])
        audit.record(
            "batch.tape",
            acting_user=acting_user,
            on=batch,
            count=count,
            total=format_euros(total) if total is not None else "",
        )
    return batch


def pre_close_batch(batch_id: int, *, acting_user: User) -> Batch:
    """No more keying: its slip is printed and checked. Raises BusinessError."""
    with transaction.atomic():
        batch = lock_batch(batch_id, acting_user=acting_user)
        require_state(batch, BatchState.OPEN)
        return _move(batch, BatchState.PRE_CLOSED, "batch.pre_close", acting_user)


def reopen_batch(batch_id: int, *, acting_user: User) -> Batch:
    """Back to keying, from pre-closed only. Raises BusinessError."""
    with transaction.atomic():
        batch = lock_batch(batch_id, acting_user=acting_user)
        require_state(batch, BatchState.PRE_CLOSED)
        return _move(batch, BatchState.OPEN, "batch.reopen", acting_user)


def _move(batch: Batch, state: BatchState, action: str, acting_user: User) -> Batch:
    batch.state = state
    batch.save(update_fields=["state"])
    audit.record(action, acting_user=acting_user, on=batch)
    return batch
