"""Hand out numbered receipts for cash, and count the till at the end of the day."""

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Entity
from receipts.draft.channels import CHANNELS
from receipts.draft.enums import ReceiptStatus
from receipts.draft.selectors.cash_refusals import cash_refusals
from receipts.draft.services.lock_receipts import lock_receipts
from receipts.till.models import CashReceipt


def issue_cash_receipt(receipt_id: int, *, acting_user: User) -> CashReceipt:
    """The numbered receipt of a payment in cash; asked for again, it is the same one.

    Raises BusinessError where the line is no cash, is cancelled or has no entity, or where the
    rule of cash refuses it: nobody acknowledges money that is to be given back.
    """
    with transaction.atomic():
        (line,) = lock_receipts([receipt_id], acting_user=acting_user)
        known = CashReceipt.objects.select_related("entity").filter(receipt=line).first()
        if known:
            return known
        if line.pk not in CHANNELS.get(line.channel).in_cash([line]):
            raise BusinessError(_("Ce règlement n’est pas en espèces."))
        if line.status == ReceiptStatus.CANCELLED or line.entity_id is None:
            raise BusinessError(_("Ce règlement est annulé, ou n’a pas encore de compte."))
        refusal = cash_refusals([line]).get(line.pk)
        if refusal:
            raise BusinessError(
                _("Pas de reçu pour des espèces que la règle refuse : %(reason)s")
                % {"reason": refusal.text}
            )
        entity = Entity.objects.select_for_update(no_key=True, of=("self",)).get(pk=line.entity_id)
        last = CashReceipt.objects.filter(entity=entity).aggregate(last=Max("number"))["last"]
        made = CashReceipt.objects.create(
            receipt=line, entity=entity, number=(last or 0) + 1, issued_by=acting_user
        )
        audit.record(
            "receipt.issue_cash_receipt", acting_user=acting_user, on=line, cash_receipt=str(made)
        )
    return made
