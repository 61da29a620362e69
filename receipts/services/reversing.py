"""Correct a posted receipt: its entry is reversed, and it may be drafted again."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from core.errors import BusinessError
from core.models import User
from core.services import audit
from ledger.models import Entry
from ledger.services.reversal import reverse_entry
from receipts.channels import Transition, channel
from receipts.enums import ReceiptStatus
from receipts.models import DraftReceipt
from receipts.services.drafting import NewReceipt, draft_receipts
from receipts.services.locking import channel_refusals, lock_receipts, refuse

#: How the identity of a line begins that takes the place of a reversed receipt.
REDRAFTED = "reversed:"


def reverse_receipt(
    receipt_id: int, *, acting_user: User, reason: str, entry_date: date, draft_again: bool = False
) -> Entry:
    """Write the mirror of the receipt's entry; the receipt itself never changes. With
    ``draft_again``, a new line takes its place in the draft, with its own identity.

    Raises BusinessError for a receipt that is not posted, or that the ledger refuses to reverse.
    """
    with transaction.atomic():
        (receipt,) = lock_receipts([receipt_id], acting_user=acting_user)
        if receipt.status != ReceiptStatus.POSTED or receipt.entry is None:
            raise BusinessError(_("Seul un règlement comptabilisé se contre-passe."))
        refuse(
            _("Ce règlement ne se contre-passe pas ici."),
            [receipt],
            channel_refusals([receipt], Transition.REVERSE),
        )
        mirror = reverse_entry(
            entry=receipt.entry, acting_user=acting_user, date=entry_date, reason=reason
        )
        audit.record(
            "receipt.reverse",
            acting_user=acting_user,
            on=receipt,
            reason=reason.strip(),
            entry=mirror.pk,
        )
        if draft_again:
            _draft_again(receipt, acting_user)
    return mirror


def redraft_receipt(receipt_id: int, *, acting_user: User) -> None:
    """Put a posted receipt whose entry was reversed back into the draft; once only.

    Raises BusinessError where its entry still stands.
    """
    with transaction.atomic():
        (receipt,) = lock_receipts([receipt_id], acting_user=acting_user)
        if not Entry.objects.filter(reverses__receipt=receipt).exists():
            raise BusinessError(_("L’écriture de ce règlement n’est pas contre-passée."))
        _draft_again(receipt, acting_user)


def _draft_again(receipt: DraftReceipt, acting_user: User) -> None:
    """The identity of the new line is the old line's: it cannot be drafted again twice."""
    drafted = draft_receipts(
        [
            NewReceipt(
                channel=receipt.channel,
                source_key=redrafted_key(receipt),
                movement_date=receipt.movement_date,
                label=receipt.label,
                amount=receipt.amount,
                entity_id=receipt.entity_id,
                account_id=receipt.account_id,
                movement_reference=receipt.movement_reference,
                voucher=receipt.voucher,
                assigned_to_id=acting_user.pk,
                raw_data={"reversed_receipt": receipt.pk},
            )
        ],
        acting_user=acting_user,
    )
    for new_id in drafted.ids:
        channel(receipt.channel).drafted_again(receipt, new_id)


def redrafted_key(receipt: DraftReceipt) -> str:
    """Source key of the line that takes the place of a reversed receipt."""
    return f"{REDRAFTED}{receipt.pk}"
