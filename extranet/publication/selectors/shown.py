"""What clients see now, as a sender asks before it sends."""

from dataclasses import dataclass
from uuid import UUID

from core.office.services import logos
from core.people.models import Agency
from extranet.publication.formats.published import FORMAT_VERSION
from extranet.publication.models import PublishedAccount


@dataclass(frozen=True)
class Shown:
    """The publication that clients see, None where nothing is published; the logo's SHA-256,
    empty for none; and which format is read here, None where that is not said."""

    uid: UUID | None
    logo_sha256: str
    format_version: object = FORMAT_VERSION


def last_received_uid() -> UUID | None:
    """The publication that clients see now; None where nothing is published."""
    return PublishedAccount.objects.values_list("publication__uid", flat=True).first()


def what_is_shown() -> Shown:
    """What a new publication may add to, and need not bring again."""
    content = logos.read(Agency.objects.filter(pk=1).first())
    return Shown(last_received_uid(), logos.fingerprint(content))
