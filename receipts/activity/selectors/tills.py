"""What went in and out of the tills over a period, as their cash books say."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Sum

from core.text.money import ZERO
from ledger.books.models import Account
from receipts.activity.selectors.period import Period
from receipts.draft.enums import WAITING
from receipts.draft.models import DraftReceipt
from receipts.till.selectors.cash_book import posted_in, tills


@dataclass(frozen=True)
class TillFigures:
    """One till over a period, in euros; what waits in the draft is in it already."""

    account: Account
    received: Decimal
    paid: Decimal


def till_figures(period: Period) -> Sequence[TillFigures]:
    """The tills that moved, in three statements."""
    accounts = list(tills().order_by("entity__code", "code"))
    days = (period.first, period.last)
    posted = {
        account_id: (debit, credit)
        for account_id, debit, credit in posted_in(*accounts)
        .filter(paid_on__range=days)
        .order_by()
        .values_list("account")
        .annotate(debits=Sum("debit"), credits=Sum("credit"))
    }
    waiting = dict(
        DraftReceipt.objects.filter(
            status__in=WAITING,
            movement_date__range=days,
            journal__treasury_account__in=accounts,
        )
        .order_by()
        .values_list("journal__treasury_account")
        .annotate(total=Sum("amount"))
    )
    return [
        TillFigures(each, received + waiting.get(each.pk, ZERO), paid)
        for each in accounts
        for received, paid in [posted.get(each.pk, (ZERO, ZERO))]
        if received or paid or each.pk in waiting
    ]
