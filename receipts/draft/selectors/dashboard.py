"""Figures of the dashboard: what came in, what waits, what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.utils import timezone

from core.people.models import User
from core.text.money import ZERO
from receipts.draft.channels import CHANNELS
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.draft_lines import SEE_OTHERS, late_before, visible


def _mine_or_all(user: User) -> QuerySet[DraftReceipt]:
    return visible(user, everyone=user.has_perm(SEE_OTHERS))


def received_this_week(user: User) -> dict[str, Any]:
    """Money received on each of the last seven days, by channel, in euros: chart and table."""
    today = timezone.localdate()
    days = [today - timedelta(days=back) for back in range(6, -1, -1)]
    rows = (
        _mine_or_all(user)
        .filter(movement_date__range=(days[0], today))
        .exclude(status=ReceiptStatus.CANCELLED)
        .order_by()
        .values_list("channel", "movement_date")
        .annotate(total=Sum("amount"))
    )
    sums: dict[tuple[str, date], Decimal] = {(code, day): total for code, day, total in rows}
    shown = [
        (str(each.label), [sums.get((each.code, day), ZERO) for day in days])
        for each in CHANNELS
        if any((each.code, day) in sums for day in days)
    ]
    return {
        "days": days,
        "rows": [(label, amounts, sum(amounts, ZERO)) for label, amounts in shown],
        "today": sum((amounts[-1] for _label, amounts in shown), ZERO),
        "week": sum((sum(amounts, ZERO) for _label, amounts in shown), ZERO),
        "chart": {
            "type": "bar",
            "stacked": True,
            "unit": "€",
            "labels": [f"{day:%d/%m}" for day in days],
            "datasets": [
                {"label": label, "data": [float(amount) for amount in amounts]}
                for label, amounts in shown
            ],
        },
    }


@dataclass(frozen=True)
class Waiting:
    """What waits in one channel: how many lines, how much, since when, how many are late."""

    code: str
    label: str
    count: int
    total: Decimal
    since: date
    late: int


def waiting_by_channel(user: User) -> Sequence[Waiting]:
    """Pending lines by channel, the oldest first."""
    labels = {each.code: str(each.label) for each in CHANNELS}
    rows = (
        _mine_or_all(user)
        .filter(status=ReceiptStatus.PENDING)
        .order_by()
        .values("channel")
        .annotate(
            count=Count("pk"),
            total=Sum("amount"),
            since=Min("movement_date"),
            late=Count("pk", filter=Q(movement_date__lt=late_before())),
        )
    )
    found = [
        Waiting(
            row["channel"],
            labels.get(row["channel"], row["channel"]),
            row["count"],
            row["total"],
            row["since"],
            row["late"],
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: each.since)
