"""Keep the exact bytes of every file that leaves or arrives, in constant memory."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from core.enums import Direction
from core.errors import BusinessError
from core.models import ArchivedFile, ExchangeFolder

CHUNK = 1 << 20
#: What a killed process left half written is thrown away after a day.
_STALE_SECONDS = 86_400


class ArchiveError(BusinessError):
    """The bytes could not be kept (disk full, no right on the folder); says so in French."""


def _path_of(sha256: str) -> Path:
    return Path(settings.ARCHIVE_DIR) / sha256[:2] / sha256


@contextmanager
def _telling(name: str) -> Iterator[None]:
    """Say in words what the disk refused."""
    try:
        yield
    except OSError as error:
        raise ArchiveError(
            _(
                "Le fichier « %(name)s » n’a pas pu être archivé (%(error)s). Rien n’a été "
                "enregistré : libérez de la place ou vérifiez les droits, puis recommencez."
            )
            % {"name": name, "error": error.strerror or error}
        ) from error


class Spool:
    """Bytes on their way into the archive: hashed as they are written, kept or forgotten.

    Its methods raise ArchiveError.
    """

    def __init__(self, name: str, path: Path, handle: BinaryIO) -> None:
        self._name, self._path, self._handle = name, path, handle
        self._hash = hashlib.sha256()
        self.size = 0

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> int:
        with _telling(self._name):
            self._handle.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)
        return len(chunk)

    def keep(self) -> None:
        """Put the bytes, whole and on disk for good, under their SHA-256."""
        path = _path_of(self.sha256)
        with _telling(self._name):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._handle.flush()
            os.fsync(self._handle.fileno())
            self._path.replace(path)
            descriptor = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


@contextmanager
def spool(name: str) -> Iterator[Spool]:
    """A spool for the file ``name``; what is not kept is forgotten. Raises ArchiveError."""
    with _telling(name):
        incoming = Path(settings.ARCHIVE_DIR) / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        _sweep(incoming)
        descriptor, temporary = tempfile.mkstemp(dir=incoming, prefix=".part-")
    handle = os.fdopen(descriptor, "wb")
    try:
        yield Spool(name, Path(temporary), handle)
    finally:
        # A full disk was told by the write already; closing tells it again.
        with suppress(OSError):
            handle.close()
        Path(temporary).unlink(missing_ok=True)


def _sweep(incoming: Path) -> None:
    for leftover in incoming.glob(".part-*"):
        with suppress(OSError):
            if leftover.stat().st_mtime < time.time() - _STALE_SECONDS:
                leftover.unlink()


def record(
    spooled: Spool,
    *,
    name: str,
    kind: str,
    direction: Direction,
    folder: ExchangeFolder | None = None,
    written_at: datetime | None = None,
) -> tuple[ArchivedFile, bool]:
    """The row of bytes that were kept, and whether it is new.

    The same content received twice from one folder is one row, whoever is first.
    """
    row = {"name": name[:200], "kind": kind, "size": spooled.size, "written_at": written_at}
    identity = {"direction": direction, "sha256": spooled.sha256, "folder": folder}
    if direction != Direction.IN or folder is None:
        return ArchivedFile.objects.create(**identity, **row), True
    row["namesake"] = (
        ArchivedFile.objects.filter(folder=folder, direction=direction, name=row["name"])
        .exclude(sha256=spooled.sha256)
        .first()
    )
    return ArchivedFile.objects.get_or_create(**identity, defaults=row)


def archive_stream(
    handle: BinaryIO,
    *,
    name: str,
    kind: str,
    direction: Direction,
    folder: ExchangeFolder | None = None,
) -> ArchivedFile:
    """Store what ``handle`` reads under its SHA-256 and record it, in constant memory.

    The bytes are written before the row: a row never points at nothing. Same bytes are stored
    once on disk. Raises ArchiveError.
    """
    with spool(name) as spooled:
        shutil.copyfileobj(handle, spooled, CHUNK)
        spooled.keep()
    return record(spooled, name=name, kind=kind, direction=direction, folder=folder)[0]


def archive(
    content: bytes,
    *,
    name: str,
    kind: str,
    direction: Direction,
    folder: ExchangeFolder | None = None,
) -> ArchivedFile:
    """:func:`archive_stream` for what is in memory already. Raises ArchiveError."""
    return archive_stream(
        BytesIO(content), name=name, kind=kind, direction=direction, folder=folder
    )


def open_archived(file: ArchivedFile) -> BinaryIO:
    """The archived bytes, checked against their SHA-256, to be read in chunks and closed.

    Raises ArchiveError where they are missing or altered.
    """
    try:
        handle = _path_of(file.sha256).open("rb")
    except OSError as error:
        raise ArchiveError(
            _("Le fichier archivé « %(file)s » est introuvable.") % {"file": file.name}
        ) from error
    if hashlib.file_digest(handle, "sha256").hexdigest() != file.sha256:
        handle.close()
        raise ArchiveError(_("Le fichier archivé « %(file)s » a été altéré.") % {"file": file.name})
    handle.seek(0)
    return handle


def read(file: ArchivedFile) -> bytes:
    """All the archived bytes, checked. Raises ArchiveError where missing or altered."""
    with open_archived(file) as handle:
        return handle.read()
