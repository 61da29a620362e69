"""How much waits in the draft, as the menu asks it."""

from urllib.parse import quote

from django.core.cache import cache

from core.people.models import User
from receipts.draft.selectors.draft_totals import waiting_count

#: The menu asks every minute, for everyone: one count serves for a while.
COUNT_SECONDS = 30


def waiting(user: User, entity: str) -> int:
    """How many lines wait for this user in the draft, in this entity (empty: in all)."""
    key = f"draft-waiting:{user.pk}:{quote(entity)}"
    count = cache.get_or_set(key, lambda: waiting_count(user, entity), COUNT_SECONDS)
    return int(count or 0)
