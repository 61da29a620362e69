"""The logo that a publication brings: written after its commit, and failing on its own."""

from base64 import b64decode, b64encode
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from core.jobs.enums import Level
from core.jobs.services import messages, outbox
from core.office.services import logos

KIND = "extranet.logo"


def bring(content: bytes, *, publication_uid: UUID) -> None:
    """Within the publication's transaction, ask for its logo to be shown; none, for no bytes.
    Those that still wait are outdated. Raises BusinessError where it is no image to show."""
    if content:
        logos.check(content)
    outbox.call_off(KIND, prefix="")
    payload = {"content": b64encode(content).decode(), "publication": str(publication_uid)}
    outbox.enqueue(KIND, identity=str(publication_uid), payload=payload)


def store(payload: dict[str, Any]) -> None:
    """Show the logo. Raises BusinessError where the disk refuses it: it is tried again."""
    with transaction.atomic():
        logos.receive(b64decode(payload["content"]))


def tell(payload: dict[str, Any], error: Exception) -> None:
    """The accounts are published; only the logo is missing, and who can make room hears of it."""
    messages.notify(
        messages.administrators(),
        identity=f"{KIND}:{payload['publication']}",
        title=_("Le logo n’a pas pu être enregistré sur l’extranet"),
        body=_("Les comptes sont publiés, le logo d’avant reste affiché. %(error)s")
        % {"error": error},
        level=Level.WARNING,
    )
