"""Keep the exact bytes of every file that leaves or arrives."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from core.enums import Direction, FileOutcome
from core.models import ArchivedFile, ExchangeFolder


class ArchiveError(Exception):
    """The bytes could not be kept (disk full, no right on the folder); says so in French."""


def _path_of(sha256: str) -> Path:
    return Path(settings.ARCHIVE_DIR) / sha256[:2] / sha256


def write_whole(path: Path, content: bytes) -> None:
    """Write a file that is either complete or absent: temporary name, fsync, then rename.

    Raises OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def archive(
    content: bytes,
    *,
    name: str,
    kind: str,
    direction: Direction,
    folder: ExchangeFolder | None = None,
) -> ArchivedFile:
    """Store ``content`` under its SHA-256 and record it. Same bytes are stored once on disk.

    The bytes are written before the row: a row never points at nothing. Raises ArchiveError.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    path = _path_of(sha256)
    try:
        if not path.exists():
            write_whole(path, content)
    except OSError as error:
        raise ArchiveError(
            f"Le fichier « {name} » n’a pas pu être archivé ({error.strerror}). "
            "Rien n’a été enregistré : libérez de la place ou vérifiez les droits, puis recommencez."
        ) from error
    return ArchivedFile.objects.create(
        direction=direction,
        kind=kind,
        name=name,
        sha256=sha256,
        size=len(content),
        folder=folder,
        outcome=FileOutcome.STORED,
    )


def read(file: ArchivedFile) -> bytes:
    """The bytes of an archived file, checked. Raises ArchiveError where missing or altered."""
    try:
        content = _path_of(file.sha256).read_bytes()
    except OSError as error:
        raise ArchiveError(f"Le fichier archivé « {file.name} » est introuvable.") from error
    if hashlib.sha256(content).hexdigest() != file.sha256:
        raise ArchiveError(f"Le fichier archivé « {file.name} » a été altéré.")
    return content
