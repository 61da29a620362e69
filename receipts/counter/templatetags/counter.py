"""What the counter's pages say of kept cheques."""

from typing import Any

from django import template
from django.db.models import Q

from receipts.counter.models import HeldCheque
from receipts.counter.selectors import held_cheques as held

register = template.Library()


@register.simple_tag
def kept_for_account(account_id: int) -> held.Kept | None:
    """« 3 chèques gardés, 174,00 €, prochain le 05/12 », or None."""
    return held.kept_for(Q(account=account_id))


@register.simple_tag
def kept_due() -> dict[str, Any]:
    """The kept cheques whose day has come: the first ones, how many, their total in euros."""
    rows: list[HeldCheque] = list(held.due())
    return {"rows": rows[:10], "count": len(rows), "total": held.total_of(rows)}


@register.simple_tag
def batch_in_hand(user: Any) -> Any:
    """The user's latest open batch, where kept cheques go; None without one."""
    return held.batch_in_hand(user)
