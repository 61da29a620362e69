"""Mistakes and bad news: a cheque of a closed batch is cancelled, one at the bank bounces."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import BusinessError
from core.models import User
from core.money import ZERO
from core.services import audit
from ledger.models import Account, Entry, EntryLine
from ledger.services.matching.reversals import settle_undone
from ledger.services.posting import NewEntry, NewLine, post_entries
from receipts.enums import WAITING, ChequeState, ReceiptStatus
from receipts.models import Cheque, ChequeShare, DepositLine, DepositSlip, DraftReceipt
from receipts.selectors.counter.deposits import debited_by_slips
from receipts.services.cancelling import cancel_receipts
from receipts.services.counter.batches import lock_batch
from receipts.services.locking import lock_receipts
from receipts.services.reversing import reverse_receipts

REVERSE = "ledger.reverse_entry"


def cancel_cheque(cheque_id: int, *, acting_user: User, reason: str, day: date) -> Cheque:
    """Cancel a cheque of a closed batch: its lines leave the draft, or their entries are reversed
    on ``day``. At the bank already, it is taken back by a negative line of the next slip.

    Raises BusinessError without a reason, or for a cheque that is no longer standing.
    """
    reason = _reason(reason)
    with transaction.atomic():
        receipts = _lock_lines(cheque_id, acting_user)
        cheque = _lock(cheque_id, (ChequeState.DRAFTED, ChequeState.DEPOSITED))
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


def bounce_cheque(
    cheque_id: int,
    *,
    acting_user: User,
    reason: str,
    day: date,
    fee: Decimal = ZERO,
    fee_account_id: int | None = None,
) -> list[Entry]:
    """The bank took a deposited cheque back on ``day``: credit the bank, debit the clients. What
    the cheque had paid is open again, since its own date. ``fee``, in euros, is what the bank
    keeps: debited to ``fee_account_id``.

    Raises BusinessError for a cheque that is not at the bank, or a fee without an account.
    """
    reason = _reason(reason)
    with transaction.atomic():
        _lock_lines(cheque_id, acting_user)
        cheque = _lock(cheque_id, (ChequeState.DEPOSITED,))
        slip = _slip_of(cheque)
        _check_day(day, slip)
        paid = list(_credits(cheque))
        entries = [_returned(cheque, slip, day, paid)]
        if fee:
            entries.append(_charged(cheque, slip, day, fee, fee_account_id))
        ids = post_entries(entries, acting_user=acting_user)
        settle_undone(
            entry_ids=[*(line.entry_id for line in paid), ids[0]], acting_user=acting_user
        )
        cheque.state, cheque.outcome_reason = ChequeState.BOUNCED, reason
        cheque.save(update_fields=["state", "outcome_reason"])
        audit.record(
            "cheque.bounce",
            acting_user=acting_user,
            on=cheque,
            reason=reason,
            fee=str(fee),
            entries=ids,
        )
    return list(Entry.objects.filter(pk__in=ids).order_by("pk"))


def _reason(text: str) -> str:
    reason = text.strip()[:200]
    if not reason:
        raise BusinessError(_("Dites pourquoi : la raison est conservée."))
    return reason


def _lock_lines(cheque_id: int, acting_user: User) -> list[DraftReceipt]:
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


def _lock(cheque_id: int, states: Sequence[ChequeState]) -> Cheque:
    cheque = Cheque.objects.select_for_update(of=("self",)).get(pk=cheque_id)
    if cheque.state not in states:
        raise BusinessError(
            _("Ce chèque ne s’y prête pas : il est « %(state)s ».")
            % {"state": cheque.get_state_display().lower()}
        )
    return cheque


def _slip_of(cheque: Cheque) -> DepositSlip:
    line = DepositLine.objects.select_related("slip__entry").get(cheque=cheque, amount__gt=0)
    return line.slip


def _check_day(day: date, slip: DepositSlip) -> None:
    if day < slip.date:
        raise BusinessError(
            _("Un chèque ne revient pas avant sa remise du %(day)s.")
            % {"day": f"{slip.date:%d/%m/%Y}"}
        )
    if day > timezone.localdate():
        raise BusinessError(_("Un impayé ne se date pas d’un jour à venir."))


def _bank_account_id(cheque: Cheque) -> int:
    """The account of the books that the cheque's slip debited."""
    return debited_by_slips([cheque.pk])[cheque.pk]


def _credits(cheque: Cheque) -> QuerySet[EntryLine]:
    """What the cheque's receipts credited to its clients."""
    lines = EntryLine.objects.filter(entry__receipt__cheque_share__cheque=cheque, credit__gt=0)
    return lines.order_by("id")


def _returned(cheque: Cheque, slip: DepositSlip, day: date, paid: list[EntryLine]) -> NewEntry:
    # Not translated: the law wants the books in French (C. com. L123-22).
    label = f"Chèque impayé {cheque.number} {cheque.drawer}"[:120]
    return NewEntry(
        entity_id=cheque.entity_id,
        journal_id=slip.entry.journal_id,
        date=day,
        voucher=f"CH{cheque.number}",
        label=label,
        lines=[
            NewLine(_bank_account_id(cheque), ZERO, cheque.amount, label),
            *(NewLine(line.account_id, line.credit, ZERO, label) for line in paid),
        ],
    )


def _charged(
    cheque: Cheque, slip: DepositSlip, day: date, fee: Decimal, fee_account_id: int | None
) -> NewEntry:
    accounts = Account.objects.filter(entity_id=cheque.entity_id)
    account = accounts.filter(pk=fee_account_id).first() if fee_account_id else None
    if fee < ZERO or account is None:
        raise BusinessError(
            _("Les frais de la banque sont positifs et vont sur un compte de cette entité.")
        )
    label = f"Frais d’impayé, chèque {cheque.number}"
    return NewEntry(
        entity_id=cheque.entity_id,
        journal_id=slip.entry.journal_id,
        date=day,
        voucher=f"CH{cheque.number}",
        label=label,
        lines=[
            NewLine(account.pk, fee, ZERO, label),
            NewLine(_bank_account_id(cheque), ZERO, fee, label),
        ],
    )
