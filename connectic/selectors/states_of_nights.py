"""The kiosk's days side by side: what left, what came, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectic.enums import AsideState, ReadingState
from connectic.models import AsideLine, BalancesFile, PaymentsFile
from connectic.services.draft_payments import CHANNEL
from core.text.money import ZERO, format_euros
from receipts.draft.enums import WAITING, ReceiptStatus
from receipts.draft.models import DraftReceipt

NIGHTS = 30


@dataclass(frozen=True)
class Figure:
    """How many, and what they come to in euros."""

    count: int = 0
    total: Decimal = ZERO


@dataclass(frozen=True)
class Night:
    """One day of the kiosk. ``drafted`` still waits in the draft; ``posted`` is in the books."""

    day: date
    balances: Figure | None
    files: Sequence[PaymentsFile]
    announced: Figure
    announced_cash: Decimal
    found: Figure
    drafted: Figure
    posted: Figure
    gaps: Sequence[str]


def nights(*, today: date) -> list[Night]:
    """The last thirty days, the latest first, in a constant number of statements."""
    days = [today - timedelta(days=back) for back in range(NIGHTS)]
    since = days[-1]
    balances = {
        each.business_date: Figure(each.account_count, each.total)
        for each in BalancesFile.objects.filter(business_date__gte=since).order_by("pk")
    }
    files: dict[date, list[PaymentsFile]] = {}
    for file in PaymentsFile.objects.filter(business_date__gte=since).select_related("file"):
        if file.business_date:
            files.setdefault(file.business_date, []).append(file)
    receipts = _receipts(since)
    aside = _aside(since)
    first, first_sent = min(files, default=today), min(balances, default=today)
    return [
        _night(
            day,
            balances.get(day),
            files.get(day, []),
            receipts.get(day, (Figure(), Figure())),
            aside.get(day, 0),
            file_expected=first <= day < today,
            balances_expected=first_sent <= day < today,
        )
        for day in days
    ]


def _receipts(since: date) -> dict[date, tuple[Figure, Figure]]:
    """What waits and what is posted, by day of payment."""
    waiting, posted = Q(status__in=WAITING), Q(status=ReceiptStatus.POSTED)
    rows = (
        DraftReceipt.objects.filter(channel=CHANNEL, movement_date__gte=since)
        .order_by()
        .values("movement_date")
        .annotate(
            waiting=Count("pk", filter=waiting),
            waiting_total=Sum("amount", filter=waiting),
            posted=Count("pk", filter=posted),
            posted_total=Sum("amount", filter=posted),
        )
    )
    return {
        row["movement_date"]: (
            Figure(row["waiting"], row["waiting_total"] or ZERO),
            Figure(row["posted"], row["posted_total"] or ZERO),
        )
        for row in rows
    }


def _aside(since: date) -> dict[date, int]:
    rows = AsideLine.objects.filter(
        state=AsideState.WAITING, payments_file__business_date__gte=since
    ).order_by()
    return dict(rows.values_list("payments_file__business_date").annotate(count=Count("pk")))


def _night(
    day: date,
    balances: Figure | None,
    files: Sequence[PaymentsFile],
    receipts: tuple[Figure, Figure],
    aside: int,
    *,
    file_expected: bool,
    balances_expected: bool,
) -> Night:
    gaps = [_("Aucun fichier de paiements")] if file_expected and not files else []
    if balances_expected and balances is None:
        gaps.append(_("Soldes non envoyés"))
    for file in files:
        gaps += file.remarks.splitlines()
        if file.state == ReadingState.READING:
            gaps.append(_("Lecture interrompue : elle reprendra à la prochaine relève"))
    if aside:
        gaps.append(
            ngettext("%(n)d ligne à décider", "%(n)d lignes à décider", aside) % {"n": aside}
        )
    return Night(
        day,
        balances,
        files,
        Figure(
            sum(file.announced_count or 0 for file in files),
            sum((file.announced_total or ZERO for file in files), ZERO),
        ),
        sum((file.announced_cash or ZERO for file in files), ZERO),
        Figure(
            sum(file.found_count for file in files),
            sum((file.found_total for file in files), ZERO),
        ),
        *receipts,
        gaps,
    )


def chart_of(found: Sequence[Night]) -> dict[str, Any]:
    """Payments of each day, in the books or waiting, for ``charts.js``; oldest first."""
    ordered = list(reversed(found))
    return {
        "type": "bar",
        "stacked": True,
        "unit": "€",
        "labels": [f"{night.day:%d/%m}" for night in ordered],
        "datasets": [
            {
                "label": _("Comptabilisés"),
                "data": [float(night.posted.total) for night in ordered],
            },
            {
                "label": _("Au brouillard"),
                "data": [float(night.drafted.total) for night in ordered],
            },
        ],
    }


def summary_of_month(found: Sequence[Night]) -> str:
    """« 12 paiements en 30 jours : 4 318,20 €. »"""
    count = sum(night.found.count for night in found)
    total = sum((night.found.total for night in found), ZERO)
    return ngettext(
        "%(count)d paiement reçu en %(days)d jours : %(total)s.",
        "%(count)d paiements reçus en %(days)d jours : %(total)s.",
        count,
    ) % {"count": count, "days": len(found), "total": format_euros(total)}
