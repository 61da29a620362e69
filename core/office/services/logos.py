"""The agency's logo: what it may be, and how it goes from one installation to another."""

import hashlib
import warnings
from io import BytesIO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image

from core.files.enums import Direction
from core.files.services import archive
from core.people.models import Agency
from core.people.selectors.agency import open_logo
from core.text.errors import BusinessError

MAX_BYTES = 1_000_000
#: Beyond, a small file would fill the memory of whoever prints it.
_MAX_PIXELS = 16_000_000
#: What every browser and our PDFs draw, with no script inside.
_SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp"}

#: What Pillow raises on what is no image, or one that is cut or forged.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    Image.DecompressionBombWarning,
    Image.DecompressionBombError,
)


def check(content: bytes) -> str:
    """The suffix that the image deserves, whatever its name. Raises BusinessError."""
    if len(content) > MAX_BYTES:
        raise BusinessError(_("Ce logo dépasse 1 Mo : enregistrez-le en plus petit."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content), formats=list(_SUFFIXES)) as image:
                width, height = image.size
                suffix = _SUFFIXES[image.format or ""]
                image.verify()
    except _BROKEN as error:
        raise BusinessError(
            _("Ce logo n’est pas une image lisible : choisissez un fichier PNG, JPEG, GIF ou WebP.")
        ) from error
    if width * height > _MAX_PIXELS:
        raise BusinessError(
            _("Ce logo fait plus de 16 millions de points : enregistrez-le en plus petit.")
        )
    return suffix


def read(agency: Agency | None) -> bytes:
    """The bytes of the logo; empty where there is none, or none that may be shown."""
    if agency is None or not agency.logo:
        return b""
    try:
        with open_logo(agency) as handle:
            content: bytes = handle.read(MAX_BYTES + 1)
        check(content)
    except (OSError, BusinessError):
        return b""
    return content


def fingerprint(content: bytes) -> str:
    """SHA-256 of a logo's bytes; empty for none."""
    return hashlib.sha256(content).hexdigest() if content else ""


def receive(content: bytes) -> None:
    """Show this logo, sent by the installation that keeps the books; nothing, for no bytes.

    Its bytes are archived first. Receiving the same one again changes nothing. Raises
    BusinessError where it is no image that may be shown, or cannot be written.
    """
    agency = Agency.objects.select_for_update().filter(pk=1).first()
    if agency is None or fingerprint(content) == fingerprint(read(agency)):
        return
    name = ""
    if content:
        name = f"logo-{fingerprint(content)[:16]}{check(content)}"
        archive.archive(content, name=name, kind="logo", direction=Direction.IN)
        name = _store(agency, name, content)
    # By its name: the file is in place, and the row alone belongs to the transaction.
    agency.logo = name
    agency.save(update_fields=["logo"])


def _store(agency: Agency, name: str, content: bytes) -> str:
    """Where the bytes now are. The name tells the content: what is there is half of it at most."""
    storage, path = agency.logo.storage, f"{agency.logo.field.upload_to}{name}"
    try:
        if storage.exists(path):
            storage.delete(path)
        return str(storage.save(path, ContentFile(content)))
    except OSError as error:
        raise BusinessError(
            _("Le logo n’a pas pu être enregistré : libérez de la place, puis recommencez.")
        ) from error
