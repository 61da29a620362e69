"""Write to the audit trail, in the transaction of the change that it tells of."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from core.context import current_request
from core.models import AuditEvent, User


def _event(
    action: str, *, acting_user: User | None, on: models.Model, data: Mapping[str, Any]
) -> AuditEvent:
    return AuditEvent(
        user=acting_user,
        action=action,
        object_type=on._meta.label_lower,
        object_id=str(on.pk),
        object_label=str(on)[:200],
        data=dict(data),
        ip_address=current_request().ip_address,
    )


def record(action: str, *, acting_user: User | None, on: models.Model, **data: Any) -> AuditEvent:
    """Record that ``acting_user`` (None: the software itself) did ``action`` to ``on``.

    ``data`` must be JSON-serialisable and must hold no IBAN, code or password.
    """
    event = _event(action, acting_user=acting_user, on=on, data=data)
    event.save(force_insert=True)
    return event


def record_many(
    action: str,
    *,
    acting_user: User | None,
    items: Iterable[tuple[models.Model, Mapping[str, Any]]],
) -> int:
    """Record one event per object in few statements. Returns how many."""
    events = [_event(action, acting_user=acting_user, on=on, data=data) for on, data in items]
    AuditEvent.objects.bulk_create(events, batch_size=1000)
    return len(events)


def changes(before: models.Model, after: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """``{"field": [before, after]}`` of the fields that differ, as text."""
    differences = {}
    for name in fields:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            differences[name] = [str(old), str(new)]
    return differences
