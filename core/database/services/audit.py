"""Write to the audit trail, in the transaction of the change that it tells of."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection, models
from django.utils import timezone

from core.database.bulk import copy_rows
from core.database.context import current_request
from core.database.models import AuditEvent
from core.database.portfolio import check_act, portfolio_of
from core.people.models import User


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

    ``data`` must be JSON-serialisable and must hold no IBAN, code or password. Raises
    OutsidePortfolioError, which undoes the change, where the author does not work on its entity.
    """
    check_act(acting_user, type(on), [on.pk])
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
    items = list(items)
    for model in {type(on) for on, _data in items}:
        check_act(acting_user, model, [on.pk for on, _data in items if type(on) is model])
    events = [_event(action, acting_user=acting_user, on=on, data=data) for on, data in items]
    AuditEvent.objects.bulk_create(events, batch_size=1000)
    return len(events)


def record_rows(
    action: str,
    *,
    acting_user: User | None,
    model: type[models.Model],
    rows: Iterable[tuple[int, str, Mapping[str, Any]]],
) -> None:
    """Record one event per ``(primary key, label, data)`` in one statement, however many."""
    if not portfolio_of(acting_user).is_whole:
        rows = list(rows)
        check_act(acting_user, model, [pk for pk, _label, _data in rows])
    user_id = acting_user.pk if acting_user else None
    address = current_request().ip_address
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    copy_rows(
        AuditEvent,
        ["at", "user", "action", "object_type", "object_id", "object_label", "data", "ip_address"],
        (
            (
                now,
                user_id,
                action,
                model._meta.label_lower,
                str(pk),
                label[:200],
                json.dumps(data),
                address,
            )
            for pk, label, data in rows
        ),
    )


def changes(before: models.Model, after: models.Model, fields: Iterable[str]) -> dict[str, Any]:
    """``{"field": [before, after]}`` of the fields that differ, as text."""
    differences = {}
    for name in fields:
        old, new = getattr(before, name), getattr(after, name)
        if old != new:
            differences[name] = [str(old), str(new)]
    return differences
