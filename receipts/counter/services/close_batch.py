"""Close a batch for good: its cheques become lines of the draft, all at once."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Sum
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.database.bulk import update_rows
from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO, format_euros, from_cents
from receipts.counter.enums import BatchState, ChequeState
from receipts.counter.models import Batch, ChequeShare, UnfinishedLine
from receipts.counter.services.finish_outcomes import ask_before_closing, finish_outcomes
from receipts.counter.services.open_batch import lock_batch, require_state
from receipts.draft.rules.reasons import optional_reason
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts
from receipts.draft.services.match_posted_receipts import settlement_wish


@dataclass(frozen=True)
class Agreement:
    """What is keyed in a batch against its control tape; amounts in euros."""

    count: int
    total: Decimal
    expected_count: int | None
    expected_total: Decimal | None
    with_open_items: bool = False

    @property
    def has_tape(self) -> bool:
        return self.expected_count is not None and self.expected_total is not None

    @property
    def missing_count(self) -> int:
        return (self.expected_count or 0) - self.count

    @property
    def missing_total(self) -> Decimal:
        return (self.expected_total or ZERO) - self.total

    @property
    def agrees(self) -> bool:
        if self.with_open_items and not self.count and not self.has_tape:
            return True  # Letters without a cheque have no tape: all that they bring is outcomes.
        return self.has_tape and not self.missing_count and not self.missing_total


def agreement(batch: Batch) -> Agreement:
    """Keyed against expected, in one statement."""
    found = batch.cheques.order_by().aggregate(count=Count("pk"), total=Sum("amount"))
    return Agreement(
        found["count"],
        found["total"] or ZERO,
        batch.expected_count,
        batch.expected_total,
        batch.with_open_items,
    )


def close_batch(batch_id: int, *, acting_user: User, reason: str = "") -> Batch:
    """Close a pre-closed batch; its cheques go to the draft of whoever closes it.

    Raises BusinessError where it is not pre-closed, or does not agree with its tape and no
    ``reason`` says why.
    """
    reason = optional_reason(reason)
    ask_before_closing(batch_id)
    with transaction.atomic():
        batch = lock_batch(batch_id, acting_user=acting_user)
        require_state(batch, BatchState.PRE_CLOSED)
        tally = agreement(batch)
        if not tally.agrees and not reason:
            raise BusinessError(_difference(tally))
        _draft(batch, acting_user)
        finish_outcomes(batch, acting_user=acting_user)
        batch.cheques.update(state=ChequeState.DRAFTED)
        batch.state, batch.closed_at, batch.closed_by = (
            BatchState.CLOSED,
            timezone.now(),
            acting_user,
        )
        batch.difference_reason = "" if tally.agrees else reason
        batch.save(update_fields=["state", "closed_at", "closed_by", "difference_reason"])
        UnfinishedLine.objects.filter(batch=batch).delete()
        audit.record(
            "batch.close",
            acting_user=acting_user,
            on=batch,
            count=tally.count,
            total=str(tally.total),
            reason=batch.difference_reason,
        )
    return batch


def _difference(tally: Agreement) -> str:
    if not tally.has_tape:
        return _(
            "La bande de contrôle n’est pas saisie : donnez le nombre et le total attendus, ou "
            "dites pourquoi le lot se clôt sans elle."
        )
    return _(
        "Le lot ne s’accorde pas avec sa bande : %(count)s et %(total)s saisis, %(wanted)s et "
        "%(wanted_total)s attendus. Corrigez, ou dites pourquoi."
    ) % {
        "count": _cheques(tally.count),
        "total": format_euros(tally.total),
        "wanted": _cheques(tally.expected_count or 0),
        "wanted_total": format_euros(tally.expected_total or ZERO),
    }


def _cheques(count: int) -> str:
    return ngettext("%(count)d chèque", "%(count)d chèques", count) % {"count": count}


class _Share(NamedTuple):
    """What a line of the draft takes from a share and its cheque; ``amount`` in euros."""

    pk: int
    account_id: int
    amount: Decimal
    settles: list[list[int]] | None
    cheque_id: int
    cheque__entity_id: int
    cheque__number: str
    cheque__drawer: str
    cheque__drawee_bank: str
    cheque__cheque_date: date

    @property
    def source_key(self) -> str:
        """Identity, within the channel, of the draft's line that the share becomes."""
        return f"share:{self.pk}"


def _draft(batch: Batch, acting_user: User) -> None:
    """A line of the draft per share, and each share tied to its line."""
    rows = ChequeShare.objects.filter(cheque__batch=batch).order_by("pk")
    shares = [_Share(*row) for row in rows.values_list(*_Share._fields)]
    drafted = draft_receipts(
        [_new_receipt(batch, share, acting_user) for share in shares], acting_user=acting_user
    )
    lines = [(share.pk, drafted.created[batch.channel, share.source_key]) for share in shares]
    update_rows(ChequeShare, ["receipt"], lines)


def _wish(batch: Batch, share: _Share) -> dict[str, Any]:
    """What was chosen at the desk; in the order of the law where nobody looked at the debts."""
    if share.settles is None:
        return settlement_wish() if batch.with_open_items else {}
    chosen = [(line_id, from_cents(cents)) for line_id, cents in share.settles]
    return settlement_wish(chosen) if chosen else {}


def _new_receipt(batch: Batch, share: _Share, acting_user: User) -> NewReceipt:
    number, drawer = share.cheque__number, share.cheque__drawer
    return NewReceipt(
        channel=batch.channel,
        source_key=share.source_key,
        movement_date=batch.arrival_date,
        # Not translated: the law wants the books in French (C. com. L123-22).
        label=f"Chèque {number} {drawer}",
        amount=share.amount,
        entity_id=share.cheque__entity_id,
        account_id=share.account_id,
        movement_reference=number,
        voucher=f"CH{number}",
        assigned_to_id=acting_user.pk,
        raw_data={
            "batch": batch.pk,
            "cheque": share.cheque_id,
            "drawer": drawer,
            "drawee_bank": share.cheque__drawee_bank,
            "cheque_date": f"{share.cheque__cheque_date}",
            **_wish(batch, share),
        },
    )
