"""Every right of the software, as a person reads it, and the ready-made sets of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.apps import apps
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class Right:
    """``code`` is such as ``receipts_draft.post_receipts``."""

    code: str
    label: str


@dataclass(frozen=True)
class RightGroup:
    label: str
    rights: list[Right]


@dataclass(frozen=True)
class Role:
    """A ready-made set of rights; ``help`` says for whom, in plain French."""

    code: str
    label: "StrOrPromise"
    help: "StrOrPromise"
    is_administrator: bool = False

    def rights(self) -> list[str]:
        return [right.code for group in groups() for right in group.rights if self.holds(right)]

    def holds(self, right: Right) -> bool:
        if self.is_administrator or self.code == "accountant":
            return self.is_administrator or right.code not in _ADMINISTRATION
        wanted = _READING if self.code == "reader" else _READING + _MANAGING
        verb = right.code.partition(".")[2]
        return right.code not in _ADMINISTRATION | _BANK_DETAILS and verb.startswith(wanted)


_ADMINISTRATION = frozenset(
    {
        "core_people.manage_users",
        "core_people.manage_settings",
        "core_people.see_audit",
        # Where clients pay into: given to a person by name, never with the accounting.
        "ledger_books.change_bank_details",
        # All of a person at once: for whoever answers for personal data.
        "ledger_people.hand_over_data",
        "ledger_people.erase_parties",
        "ledger_people.place_legal_holds",
    }
)
#: Bank files and mandates hold IBANs in full: seeing them is more than reading.
_BANK_DETAILS = frozenset({"core_people.see_files"})
_READING = ("see_",)
_MANAGING = ("receive_", "edit_records", "publish", "manage_access")

ROLES = (
    Role(
        "administrator",
        _("Administrateur"),
        _("Tous les droits, y compris gérer les utilisateurs et régler le logiciel."),
        is_administrator=True,
    ),
    Role(
        "accountant",
        _("Comptable"),
        _("Tout le travail comptable : brouillard, validation, prélèvements, FEC, publication."),
    ),
    Role(
        "manager",
        _("Gestionnaire"),
        _("Consulte, tient les fiches à jour et publie ; n’écrit pas en comptabilité."),
    ),
    Role("reader", _("Lecture seule"), _("Consulte sans rien modifier.")),
)


def role(code: str) -> Role | None:
    return next((each for each in ROLES if each.code == code), None)


def _ours() -> Iterator[tuple[str, str, str]]:
    for config in apps.get_app_configs():
        for model in config.get_models():
            if not model._meta.default_permissions:
                for code, label in model._meta.permissions:
                    yield str(config.verbose_name), f"{config.label}.{code}", str(label)


def groups() -> list[RightGroup]:
    """The rights of each room, in the order of the rooms."""
    found: dict[str, list[Right]] = {}
    for room, code, label in _ours():
        found.setdefault(room, []).append(Right(code, label))
    return [RightGroup(room, rights) for room, rights in found.items()]


def label_of(code: str) -> str:
    """French name of a right; the code itself where no room knows it."""
    known = {right_code: label for _room, right_code, label in _ours()}
    return known.get(code, code)
