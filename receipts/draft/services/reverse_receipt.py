"""Correct a posted receipt: its entry is reversed, and it may be drafted again."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.guard import refuse_secrets
from ledger.books.models import Entry
from ledger.books.services.reverse_entry import reverse_entries
from receipts.draft.channels import CHANNELS, Transition
from receipts.draft.enums import ReceiptStatus
from receipts.draft.hooks import FOLLOWERS
from receipts.draft.models import DraftReceipt
from receipts.draft.services.check_receipts import closed_reason
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts
from receipts.draft.services.identify_receipt import forget_owners
from receipts.draft.services.lock_receipts import (
    channel_refusals,
    lock_receipts,
    refuse,
    tell_channels,
)
from receipts.draft.services.match_posted_receipts import without_wish

#: How the identity of a line begins that takes the place of a reversed receipt.
REDRAFTED = "reversed:"


def reverse_receipt(
    receipt_id: int, *, acting_user: User, reason: str, entry_date: date, draft_again: bool = False
) -> Entry:
    """:func:`reverse_receipts` of one. With ``draft_again``, a new line takes its place in the
    draft, with its own identity."""
    with transaction.atomic():
        (mirror,) = reverse_receipts(
            [receipt_id], acting_user=acting_user, reason=reason, entry_date=entry_date
        )
        if draft_again:
            redraft_receipt(receipt_id, acting_user=acting_user)
    return mirror


def reverse_receipts(
    ids: Iterable[int], *, acting_user: User, reason: str, entry_date: date
) -> list[Entry]:
    """Write the mirrors of the receipts' entries, all at once; the receipts never change.

    Raises BusinessError for a receipt that is not posted, or that its channel or the ledger
    refuses to reverse; for a card number or an IBAN in the reason.
    """
    refuse_secrets([reason])
    with transaction.atomic():
        receipts = lock_receipts(ids, acting_user=acting_user)
        posted = [row.entry_id for row in receipts if row.status == ReceiptStatus.POSTED]
        entries = Entry.objects.select_related("journal").in_bulk([pk for pk in posted if pk])
        if len(entries) < len(receipts):
            raise BusinessError(_("Seul un règlement comptabilisé se contre-passe."))
        refuse(
            _("Ce règlement ne se contre-passe pas ici."),
            receipts,
            channel_refusals(receipts, Transition.REVERSE),
        )
        forget_owners(receipts, acting_user=acting_user, reason=reason, day=entry_date)
        mirrors = reverse_entries(
            [entries[row.entry_id] for row in receipts if row.entry_id],
            acting_user=acting_user,
            date=entry_date,
            reason=reason,
            today=timezone.localdate(),
        )
        audit.record_rows(
            "receipt.reverse",
            acting_user=acting_user,
            model=DraftReceipt,
            rows=(
                (row.pk, str(row), {"reason": reason.strip(), "entry": mirror.pk})
                for row, mirror in zip(receipts, mirrors, strict=True)
            ),
        )
        tell_channels(receipts, Transition.REVERSE, acting_user=acting_user)
    return mirrors


def redraft_receipt(receipt_id: int, *, acting_user: User) -> None:
    """Put a posted receipt whose entry was reversed back into the draft; once only.

    Raises BusinessError where its entry still stands, or where its channel keys it elsewhere.
    """
    with transaction.atomic():
        (receipt,) = lock_receipts([receipt_id], acting_user=acting_user)
        refuse(
            _("Ce règlement ne revient pas au brouillard d’ici."),
            [receipt],
            channel_refusals([receipt], Transition.REDRAFT),
        )
        if not Entry.objects.filter(reverses__receipt=receipt).exists():
            raise BusinessError(_("L’écriture de ce règlement n’est pas contre-passée."))
        _draft_again(receipt, acting_user)


def _draft_again(receipt: DraftReceipt, acting_user: User) -> None:
    """The identity of the new line is the old line's: it cannot be drafted again twice. It was
    paid as the old line was, under the same cash receipt; what it settles is chosen anew, but for
    a debit of the desk, whose debt is its own; so is its account where that one was closed since.
    """
    account = receipt.account
    closed = closed_reason(account.code, account.closed_on) if account else ""
    keeps_wish = not closed and any(each.keeps_debts(receipt) for each in FOLLOWERS)
    raw_data = receipt.raw_data if keeps_wish else without_wish(receipt.raw_data)
    drafted = draft_receipts(
        [
            NewReceipt(
                channel=receipt.channel,
                source_key=redrafted_key(receipt),
                movement_date=receipt.movement_date,
                label=receipt.label,
                amount=receipt.amount,
                entity_id=receipt.entity_id,
                account_id=None if closed else receipt.account_id,
                unassigned_reason=closed,
                movement_reference=receipt.movement_reference,
                voucher=receipt.voucher,
                assigned_to_id=acting_user.pk,
                journal_setting=CHANNELS.get(receipt.channel).journal_setting(receipt),
                raw_data={**raw_data, "reversed_receipt": receipt.pk},
            )
        ],
        acting_user=acting_user,
    )
    for new_id in drafted.ids:
        for each in FOLLOWERS:
            each.follow(receipt, new_id)
        CHANNELS.get(receipt.channel).drafted_again(receipt, new_id)


def redrafted_key(receipt: DraftReceipt) -> str:
    """Source key of the line that takes the place of a reversed receipt."""
    return f"{REDRAFTED}{receipt.pk}"
