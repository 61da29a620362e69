"""Hand out numbered receipts for cash, and count the till at the end of the day."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from core.errors import BusinessError
from core.models import User
from core.money import ZERO, format_euros
from core.services import audit
from ledger.models import Account, Entity
from receipts.cash_rule import cash_refusals
from receipts.channels import channel
from receipts.enums import ReceiptStatus
from receipts.models import CashCount, CashReceipt
from receipts.reasons import optional_reason
from receipts.selectors.cash_book import CashDay, cash_day
from receipts.services.locking import lock_receipts


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
        if line.pk not in channel(line.channel).in_cash([line]):
            raise BusinessError(_("Ce règlement n’est pas en espèces."))
        if line.status == ReceiptStatus.CANCELLED or line.entity_id is None:
            raise BusinessError(_("Ce règlement est annulé, ou n’a pas encore de compte."))
        refusal = cash_refusals([line]).get(line.pk)
        if refusal:
            raise BusinessError(
                _("Pas de reçu pour des espèces que la règle refuse : %(reason)s")
                % {"reason": refusal}
            )
        entity = Entity.objects.select_for_update(no_key=True, of=("self",)).get(pk=line.entity_id)
        last = CashReceipt.objects.filter(entity=entity).aggregate(last=Max("number"))["last"]
        made = CashReceipt.objects.create(
            receipt=line, entity=entity, number=(last or 0) + 1, issued_by=acting_user
        )
        audit.record("receipt.issue_cash_receipt", acting_user=acting_user, on=line, n=str(made))
    return made


def count_till(
    *, account: Account, day: date, counted: Decimal, reason: str, acting_user: User
) -> CashCount:
    """Keep what was counted in the till at the end of ``day``, in euros, for good.

    Raises BusinessError for a day to come, a negative amount, a difference without an explanation,
    or a day counted already.
    """
    reason = optional_reason(reason, most=300)
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        book = cash_day(account, day)
        _check(book, counted, reason)
        made = CashCount.objects.create(
            account=account,
            day=day,
            expected=book.closing,
            counted=counted,
            reason=reason,
            counted_by=acting_user,
        )
        audit.record(
            "account.count_till",
            acting_user=acting_user,
            on=account,
            jour=f"{day:%d/%m/%Y}",
            attendu=str(made.expected),
            compté=str(made.counted),
            explication=made.reason,
        )
    return made


def _check(book: CashDay, counted: Decimal, reason: str) -> None:
    if book.day > timezone.localdate():
        raise BusinessError(_("Ce jour est à venir : comptez la caisse le soir même."))
    if counted < ZERO:
        raise BusinessError(_("Une caisse ne contient pas une somme négative."))
    if book.count:
        raise BusinessError(_("La caisse de ce jour est déjà comptée."))
    if counted != book.closing and not reason:
        raise BusinessError(
            _("Il y a %(difference)s d’écart : expliquez-le, l’explication est conservée.")
            % {"difference": format_euros(counted - book.closing)}
        )
