"""What the audit trail's actions are called on screen; each room names its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from core.house.registry import Registry

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

#: Names of an action's last part, where nobody named the whole.
_VERBS: dict[str, object] = {
    "create": _("Création"),
    "update": _("Modification"),
    "delete": _("Suppression"),
}


@dataclass(frozen=True)
class Action:
    """What the audit trail writes (``receipt.post``), and its name on screen."""

    code: str
    label: "StrOrPromise"


ACTIONS: Registry[str, Action] = Registry("audited action", key=lambda action: action.code)


def name_actions(labels: "Mapping[str, StrOrPromise]") -> None:
    """Name what a room does, by code: ``{"receipt.post": _("Validé")}``."""
    ACTIONS.add(*(Action(code, label) for code, label in labels.items()))


def label_of(action: str) -> str:
    """The action's French name; its code where nobody named it."""
    known = ACTIONS.find(action)
    return str((known.label if known else "") or _VERBS.get(action.rpartition(".")[2]) or action)


def known() -> list[tuple[str, str]]:
    """``(code, label)`` of every named action, by label."""
    return sorted(((each.code, str(each.label)) for each in ACTIONS), key=lambda pair: pair[1])
