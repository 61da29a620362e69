"""How many lines wait in the draft, and what they come to in euros."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from core.people.models import User
from core.text.money import ZERO
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.draft_lines import DraftQuery, pending, to_post


@dataclass(frozen=True)
class Totals:
    count: int
    total: Decimal


def totals(query: DraftQuery, user: User) -> Totals:
    """How many lines the query lets through, and their sum in euros."""
    return _totals(pending(query, user))


def _totals(rows: QuerySet[DraftReceipt]) -> Totals:
    found = rows.aggregate(count=Count("pk"), total=Sum("amount"))
    return Totals(found["count"], found["total"] or ZERO)


def _of_tabs(user: User, *, everyone: bool, entity: str) -> QuerySet[DraftReceipt]:
    """What the tabs and the menu count, so that they agree."""
    return pending(DraftQuery(everyone=everyone, entity=entity), user)


def totals_by_channel(user: User, *, everyone: bool, entity: str = "") -> dict[str, Totals]:
    """Pending lines of each channel that has any."""
    rows = _of_tabs(user, everyone=everyone, entity=entity)
    return {
        row["channel"]: Totals(row["count"], row["total"])
        for row in rows.order_by()
        .values("channel")
        .annotate(count=Count("pk"), total=Sum("amount"))
    }


def to_post_totals(user: User, *, everyone: bool = False) -> Totals:
    return _totals(to_post(user, everyone=everyone).order_by())


def waiting_count(user: User, entity: str = "", *, limit: int = 1000) -> int:
    """How many lines wait for this user, as the draft first shows them: their own, in the entity
    of this code where there is one. Counted no further than ``limit``."""
    return _of_tabs(user, everyone=False, entity=entity).order_by()[:limit].count()
