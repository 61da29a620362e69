"""Receipts of any state, found from anywhere in the back office."""

from collections.abc import Iterable

from django.urls import reverse

from core.database.lookups import few_first
from core.people.models import User
from core.screens.search import Found
from core.text.money import format_euros
from receipts.draft.selectors.draft_lines import SEE_OTHERS, matches, visible

SHOWN = 6


def find(user: User, text: str) -> Iterable[Found]:
    """Receipts that carry this text or amount, the latest first."""
    rows = few_first(visible(user, everyone=user.has_perm(SEE_OTHERS)), matches(text))
    rows = rows.select_related("entity", "account").defer("raw_data").order_by("-id")
    for row in rows[:SHOWN]:
        account = f"{row.entity.code} {row.account.code}" if row.entity and row.account else ""
        yield Found(
            url=reverse("receipts:record", args=[row.pk]),
            title=f"{row.label} · {format_euros(row.amount)}",
            detail=f"{row.movement_date:%d/%m/%Y} {account} {row.get_status_display()}",
        )
