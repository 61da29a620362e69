"""Take lines out of the draft for good, with a reason."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.lookups import among
from core.database.services import audit
from core.people.models import User
from receipts.draft.channels import Transition
from receipts.draft.enums import WAITING, ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.rules.reasons import reason_of
from receipts.draft.services.lock_receipts import (
    channel_refusals,
    lock_receipts,
    not_in_the_draft,
    refuse,
    tell_channels,
)
from receipts.draft.services.prepare_receipts import Changed, changed


def cancel_receipts(ids: Iterable[int], *, acting_user: User | None, reason: str) -> Changed:
    """Cancel pending or prepared lines; they stay on record with their reason.

    Raises BusinessError without a reason, ReceiptsRefusedError for a line already posted or
    cancelled, or that its channel holds (a debit already in a bank file).
    """
    missing = _("Dites pourquoi ces lignes quittent le brouillard.")
    reason = reason_of(reason, missing=missing)
    with transaction.atomic():
        receipts = lock_receipts(ids, acting_user=acting_user)
        refusals = {
            row.pk: [not_in_the_draft(row)] for row in receipts if row.status not in WAITING
        } or channel_refusals(receipts, Transition.CANCEL, acting_user=acting_user)
        refuse(_("Rien n’a été retiré du brouillard."), receipts, refusals)
        DraftReceipt.objects.filter(among("pk", [row.pk for row in receipts])).update(
            status=ReceiptStatus.CANCELLED, cancelled_at=timezone.now(), cancel_reason=reason
        )
        for row in receipts:
            row.status, row.cancel_reason = ReceiptStatus.CANCELLED, reason
        audit.record_rows(
            "receipt.cancel",
            acting_user=acting_user,
            model=DraftReceipt,
            rows=((row.pk, row.label, {"reason": reason}) for row in receipts),
        )
        tell_channels(receipts, Transition.CANCEL, acting_user=acting_user)
    return changed(receipts)
