"""The history of a record, read from the audit trail, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

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
    events = _events(record).select_related("user").order_by("-id")[:SHOWN]
    return [
        HistoryLine(
            event,
            label_of(event.action),
            [_change(record, name, value) for name, value in event.data.items()],
        )
        for event in events
    ]


def _events(record: Model) -> Any:
    return AuditEvent.objects.filter(object_type=record._meta.label_lower, object_id=str(record.pk))


def _change(record: Model, name: str, value: Any) -> Change:
    name = name.removesuffix("_masked")
    try:
        field = record._meta.get_field(name)
        label = str(getattr(field, "verbose_name", name))
    except FieldDoesNotExist:
        label = name.replace("_", " ")
    if isinstance(value, list) and len(value) == 2:
        before, after = (_shown(part) for part in value)
        return Change(label, before, after, is_change=True)
    return Change(label, "", _shown(value), is_change=False)


def _shown(value: Any) -> str:
    words = {"True": _("oui"), "False": _("non"), "None": "", "": ""}
    return str(words.get(str(value), value))
