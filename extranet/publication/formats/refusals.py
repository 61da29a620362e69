"""Why a publication is refused: a code for programs, a sentence for people."""

from enum import StrEnum

from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from extranet.publication.formats.published import FORMAT_VERSION, Logo


class Refusal(StrEnum):
    FORMAT_VERSION = "format_version"
    UNREADABLE = "unreadable"
    UNKNOWN_PUBLICATION = "unknown_publication"
    BASE_CHANGED = "base_changed"
    PARTS_MISSING = "parts_missing"


class PublicationRefusedError(BusinessError):
    """Nothing of the publication is shown; what clients see stays as it was."""

    def __init__(self, code: Refusal, message: object) -> None:
        super().__init__(message, code=code.value)


def unreadable(kind: str = "") -> PublicationRefusedError:
    if kind == Logo.KIND:
        sentence = _("Le logo de cette publication est illisible : rien n’a été changé.")
    else:
        sentence = _("Cette partie de publication est illisible : rien n’a été changé.")
    return PublicationRefusedError(Refusal.UNREADABLE, sentence)


def check_version(*, sender: object = FORMAT_VERSION, receiver: object = FORMAT_VERSION) -> None:
    """Raises PublicationRefusedError, which says what to upgrade, unless both ends speak the same
    format. An end that says no version is older than those that say one."""
    sent, read = _number(sender), _number(receiver)
    if sent < read:
        raise PublicationRefusedError(
            Refusal.FORMAT_VERSION,
            _(
                "L’installation qui publie est d’une version plus ancienne que celle de "
                "l’extranet : mettez-la à jour, puis publiez de nouveau. Rien n’a été changé."
            ),
        )
    if sent > read:
        raise PublicationRefusedError(
            Refusal.FORMAT_VERSION,
            _(
                "L’extranet est d’une version plus ancienne que l’installation qui publie : "
                "mettez-le à jour, puis publiez de nouveau. Rien n’a été changé."
            ),
        )


def _number(version: object) -> int:
    return version if isinstance(version, int) and not isinstance(version, bool) else 0
