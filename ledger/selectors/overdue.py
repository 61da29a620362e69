"""Who has owed money for too long, for the dashboard."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.db.models import (
    Count,
    ExpressionWrapper,
    F,
    OuterRef,
    Subquery,
    Sum,
    Value,
    Window,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.money import ZERO, MoneyField
from ledger.enums import AccountRole
from ledger.models import Account, EntryLine
from ledger.selectors.open_items import standing_lines

#: A debt is overdue after that: a call for funds or a rent notice leaves a client less.
OVERDUE_DAYS = 30
#: The accounts that the card names.
NAMED = 5


@dataclass(frozen=True)
class Overdue:
    """What clients have owed for more than ``OVERDUE_DAYS``: accounts, euros, the largest ones."""

    count: int
    total: Decimal
    largest: Sequence[tuple[Account, Decimal]]


def overdue(entity_code: str = "") -> Overdue:
    """The part of tenants' and co-owners' balances that no debt of the last days, nor one that is
    still to come due, explains.

    Payments settle the oldest debts first, so what is left beyond the recent debts is overdue. The
    return of a bounced cheque is no recent debt: what the cheque had paid keeps its own date.
    """
    since = timezone.localdate() - timedelta(days=OVERDUE_DAYS)
    recent = (
        standing_lines(EntryLine.objects.filter(account=OuterRef("pk"), due_on__gte=since))
        .order_by()
        .values("account")
        .annotate(total=Sum("debit"))
        .values("total")
    )
    clients = Account.objects.filter(
        role__in=(AccountRole.CO_OWNER, AccountRole.TENANT), balance__gt=0
    )
    if entity_code:
        clients = clients.filter(entity__code=entity_code)
    recent_debts = Coalesce(Subquery(recent), Value(ZERO, output_field=MoneyField()))
    late = clients.annotate(
        late=ExpressionWrapper(F("balance") - recent_debts, output_field=MoneyField())
    ).filter(late__gt=0)
    # Counted and added up over all of them, in the statement that names the first.
    named = list(
        late.select_related("entity")
        .annotate(count=Window(Count("pk")), total=Window(Sum("late"), output_field=MoneyField()))
        .order_by("-late", "code")[:NAMED]
    )
    if not named:
        return Overdue(0, ZERO, [])
    return Overdue(named[0].count, named[0].total, [(each, each.late) for each in named])
