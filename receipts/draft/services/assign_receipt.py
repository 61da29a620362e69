"""Give an unassigned line the account that it is for."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Account
from receipts.draft.channels import CHANNELS, Transition
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.services.check_receipts import closed_reason
from receipts.draft.services.draft_receipts import default_journals, journal_for
from receipts.draft.services.lock_receipts import (
    channel_refusals,
    lock_receipts,
    refuse,
    tell_channels,
)

_ASSIGNED = ("account", "entity", "unassigned_reason", "journal", "edited_at", "edited_by")


def assign_receipt(receipt_id: int, *, acting_user: User, account: Account) -> DraftReceipt:
    """Put a pending, unassigned line on ``account``, with its entity's journal for the channel.

    Raises BusinessError for a line that has an account, or whose entity is known and another, and
    for an account that is closed.
    """
    with transaction.atomic():
        (receipt,) = lock_receipts([receipt_id], acting_user=acting_user)
        if receipt.status != ReceiptStatus.PENDING or receipt.account_id is not None:
            raise BusinessError(_("Cette ligne a déjà un compte, ou n’est plus en attente."))
        if receipt.entity_id not in (None, account.entity_id):
            raise BusinessError(
                _(
                    "Le compte %(account)s est d’une autre entité que ce règlement : l’argent "
                    "de l’une ne peut pas aller à l’autre."
                )
                % {"account": account.code}
            )
        if closed := closed_reason(account.code, account.closed_on):
            raise BusinessError(closed)
        refuse(
            _("La ligne n’a pas été affectée."),
            [receipt],
            channel_refusals([receipt], Transition.EDIT),
        )
        journals = default_journals([account.entity_id])
        receipt.account, receipt.entity_id = account, account.entity_id
        receipt.unassigned_reason = ""
        setting = CHANNELS.get(receipt.channel).journal_setting(receipt)
        receipt.journal_id = journal_for(journals, account.entity_id, setting)
        receipt.edited_at, receipt.edited_by = timezone.now(), acting_user
        receipt.save(update_fields=_ASSIGNED)
        audit.record(
            "receipt.assign", acting_user=acting_user, on=receipt, account=["", account.code]
        )
        tell_channels([receipt], Transition.EDIT, acting_user=acting_user)
    return receipt
