"""The history of a record, read from the audit trail, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Model

from core.database import actions
from core.database.models import AuditEvent
from core.screens.lists.words import Wording

#: More are found in the audit trail itself.
SHOWN = 200


@dataclass(frozen=True)
class Change:
    """One field: its label, and what it was before and after (empty ``before``: a plain fact)."""

    label: str
    before: str
    after: str
    is_change: bool


@dataclass(frozen=True)
class HistoryLine:
    event: AuditEvent
    label: str
    changes: list[Change]


def last_event_id(record: Model) -> int:
    """Identity of the last thing that happened to a record; 0 where nothing is known of it."""
    newest = _events(record).order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def history_of(record: Model) -> list[HistoryLine]:
    """What happened to a record, latest first."""
    return lines_of(_events(record).select_related("user").order_by("-id")[:SHOWN])


def lines_of(events: Iterable[AuditEvent]) -> list[HistoryLine]:
    """Any events of the audit trail, in words."""
    lines, wording = [], Wording()
    for event in events:
        model = model_of(event)
        changes = [_change(wording, model, name, value) for name, value in event.data.items()]
        lines.append(HistoryLine(event, actions.label_of(event.action), changes))
    return lines


def model_of(event: AuditEvent) -> type[Model] | None:
    """The model of what was acted on; None where a later version dropped it."""
    try:
        return apps.get_model(event.object_type)
    except (LookupError, ValueError):
        return None


def _events(record: Model) -> Any:
    return AuditEvent.objects.filter(object_type=record._meta.label_lower, object_id=str(record.pk))


def _change(wording: Wording, model: type[Model] | None, name: str, value: Any) -> Change:
    name = name.removesuffix("_masked")
    label = wording.label(model, name)
    if isinstance(value, list) and len(value) == 2:
        before, after = (wording.value(model, name, part) for part in value)
        return Change(label, before, after, is_change=True)
    return Change(label, "", wording.value(model, name, value), is_change=False)
