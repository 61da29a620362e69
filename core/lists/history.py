"""The history of a record, read from the audit trail, in words."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from core.models import AuditEvent

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: More are found in the audit trail itself.
SHOWN = 200

_verbs: "dict[str, StrOrPromise]" = {
    "create": _("Création"),
    "update": _("Modification"),
    "delete": _("Suppression"),
    "reveal_iban": _("IBAN affiché en clair"),
}
_labels: "dict[str, StrOrPromise]" = {}


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
    label: "StrOrPromise"
    changes: list[Change]


def register_labels(labels: "Mapping[str, StrOrPromise]") -> None:
    """Say in French what an audit action is, such as ``account.publish``. Call it in ready()."""
    _labels.update(labels)


def label_of(action: str) -> "StrOrPromise":
    return _labels.get(action) or _verbs.get(action.rpartition(".")[2]) or action


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
        lines.append(HistoryLine(event, label_of(event.action), changes))
    return lines


def model_of(event: AuditEvent) -> type[Model] | None:
    """The model of what was acted on; None where a later version dropped it."""
    try:
        return apps.get_model(event.object_type)
    except (LookupError, ValueError):
        return None


def known_actions() -> list[tuple[str, str]]:
    """``(code, label)`` of the actions that rooms named, by label."""
    return sorted(((code, str(text)) for code, text in _labels.items()), key=lambda pair: pair[1])


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
