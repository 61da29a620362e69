"""Reads of this room that every page needs."""

from django.db.models import QuerySet

from core.database.lookups import among
from core.database.portfolio import in_force
from core.jobs.models import SystemMessage
from core.people.models import User


def messages_of(user: User, *, unread: bool = False) -> QuerySet[SystemMessage]:
    """What was told to ``user``, within the portfolio in force: what tells of an entity that was
    withdrawn from them since is not read any more."""
    rows = SystemMessage.objects.filter(recipient=user)
    if unread:
        rows = rows.filter(read_at__isnull=True)
    portfolio = in_force()
    if portfolio.is_whole:
        return rows
    told = rows.values_list("pk", "entities")
    return rows.filter(among("pk", [pk for pk, about in told if portfolio.covers(about)]))


def unread_messages(user: User) -> int:
    return messages_of(user, unread=True).count()
