"""Hand out numbered receipts for cash, and count the till at the end of the day."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO, format_euros
from ledger.books.models import Account
from receipts.draft.models import DraftReceipt
from receipts.draft.rules.reasons import optional_reason
from receipts.till.models import CashCount, CashReceipt
from receipts.till.selectors.cash_book import CashDay, cash_day


def follow_receipt(receipt: DraftReceipt, new_id: int) -> None:
    """In the transaction that drafts a reversed payment again: its cash receipt goes with it."""
    CashReceipt.objects.filter(receipt=receipt).update(receipt=new_id)


def count_till(
    *, account: Account, day: date, counted: Decimal, reason: str, acting_user: User, today: date
) -> CashCount:
    """Keep what was counted in the till at the end of ``day``, in euros, for good.

    Raises BusinessError for a day to come, a negative amount, a difference without an explanation,
    or a day counted already.
    """
    reason = optional_reason(reason, most=300)
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        book = cash_day(account, day)
        _check(book, counted, reason, today)
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
            day=f"{day:%d/%m/%Y}",
            expected=str(made.expected),
            counted=str(made.counted),
            explanation=made.reason,
        )
    return made


def _check(book: CashDay, counted: Decimal, reason: str, today: date) -> None:
    if book.day > today:
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
