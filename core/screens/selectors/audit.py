"""Reads of this room that every page needs."""

from datetime import date, datetime

from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.timezone import get_current_timezone

from core.database.models import AuditEvent
from core.database.portfolio import bound_models, in_force
from core.people.models import User
from core.text.dates import day_after


def audit_events(
    *,
    who: User | None = None,
    action: str = "",
    text: str = "",
    since: date | None = None,
    until: date | None = None,
) -> QuerySet[AuditEvent]:
    """The audit trail, newest first. Dates are local days, both included."""
    events = within_portfolio(AuditEvent.objects.select_related("user"))
    if who is not None:
        events = events.filter(user=who)
    if action:
        events = events.filter(action=action)
    if text:
        events = events.filter(object_label__icontains=text)
    if since:
        events = events.filter(at__gte=_midnight(since))
    if until:
        events = events.filter(at__lt=_midnight(day_after(until)))
    return events


def within_portfolio(events: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    """These events, but those of what is outside the portfolio in force, or of no entity."""
    portfolio = in_force()
    if portfolio.is_whole:
        return events
    found = Q()
    for model in bound_models():
        keys = model.everywhere.filter(model.bound_to(portfolio)).order_by()
        texts = keys.annotate(key_text=Cast("pk", CharField())).values("key_text")
        found |= Q(object_type=model._meta.label_lower, object_id__in=texts)
    return events.filter(found)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=get_current_timezone())
