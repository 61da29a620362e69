"""What the audit trail's actions are called on screen; each room names its own."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

#: Names of an action's last part, where nobody named the whole.
_VERBS: dict[str, object] = {
    "create": _("Création"),
    "update": _("Modification"),
    "delete": _("Suppression"),
}
_labels: dict[str, object] = {}


def register(labels: Mapping[str, object]) -> None:
    """Name actions in French, such as ``{"receipt.post": _("Validé")}``. Call it in ready()."""
    _labels.update(labels)


def label_of(action: str) -> str:
    """The action's French name; its code where nobody named it."""
    return str(_labels.get(action) or _VERBS.get(action.rpartition(".")[2]) or action)


def known() -> list[tuple[str, str]]:
    """``(code, label)`` of every named action, by label."""
    return sorted(((code, str(label)) for code, label in _labels.items()), key=lambda pair: pair[1])
