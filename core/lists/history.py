"""The history of a record, read from the audit trail, in words."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from core import actions
from core.models import AuditEvent

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


#: The registry of ``core.actions``, under the name by which rooms with records know it.
register_labels = actions.register


def last_event_id(record: Model) -> int:
    """Identity of the last thing that happened to a record; 0 where nothing is known of it."""
    newest = _events(record).order_by("-id").values_list("id", flat=True).first()
    return newest or 0


def history_of(record: Model) -> list[HistoryLine]:
    """What happened to a record, latest first."""
    return lines_of(_events(record).select_related("user").order_by("-id")[:SHOWN])


def lines_of(events: Iterable[AuditEvent]) -> list[HistoryLine]:
    """Any events of the audit trail, in words."""
    lines = []
    for event in events:
        model = model_of(event)
        changes = [_change(model, name, value) for name, value in event.data.items()]
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


def _change(model: type[Model] | None, name: str, value: Any) -> Change:
    name = name.removesuffix("_masked")
    label = name.replace("_", " ")
    if model is not None:
        with suppress(FieldDoesNotExist):
            label = str(getattr(model._meta.get_field(name), "verbose_name", label))
    if isinstance(value, list) and len(value) == 2:
        before, after = (_shown(part) for part in value)
        return Change(label, before, after, is_change=True)
    return Change(label, "", _shown(value), is_change=False)


def _shown(value: Any) -> str:
    words = {"True": _("oui"), "False": _("non"), "None": "", "": ""}
    return str(words.get(str(value), value))
