"""Keep the exact bytes of every file that leaves or arrives: encrypted, in constant memory."""

import hashlib
import os
import shutil
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.crypto import InvalidToken, Ring, UnknownKeyError
from core.database.crypto.streams import StreamWriter, chunks_of, open_stream
from core.files.enums import Direction, FileCondition
from core.files.models import ArchivedFile, ExchangeFolder
from core.text.errors import BusinessError

CHUNK = 1 << 20
#: What a killed process left half written is thrown away after a day.
_STALE_SECONDS = 86_400
#: What the clients' site keeps or shows is of its own ring; all else is of the books'.
OF_THE_EXTRANET = ("mandate", "logo")


class ArchiveError(BusinessError):
    """The bytes could not be kept, or be had again; says so in French.

    ``condition`` tells what the archive holds, where that is the reason.
    """

    def __init__(self, message: str, condition: FileCondition = FileCondition.WHOLE) -> None:
        super().__init__(message)
        self.condition = condition


def path_of(sha256: str) -> Path:
    """Where the encrypted bytes of that SHA-256 are."""
    return Path(settings.ARCHIVE_DIR) / sha256[:2] / sha256


@contextmanager
def in_words(name: str) -> Iterator[None]:
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
    """Bytes on their way into the archive: hashed and encrypted as they are written, then kept or
    forgotten. ``sha256`` and ``size`` are those of the plain bytes.

    Its methods raise ArchiveError.
    """

    def __init__(self, name: str, path: Path, handle: BinaryIO, ring: Ring) -> None:
        self._name, self._path, self._handle = name, path, handle
        self._hash = hashlib.sha256()
        self.size = 0
        with in_words(name):
            self._sealed = StreamWriter(handle, ring)

    @property
    def sha256(self) -> str:
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> int:
        with in_words(self._name):
            self._sealed.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)
        return len(chunk)

    def keep(self) -> None:
        """Put the bytes, whole and on disk for good, under their SHA-256."""
        path = path_of(self.sha256)
        with in_words(self._name):
            path.parent.mkdir(parents=True, exist_ok=True)
            self._sealed.finish(self.sha256)
            self._handle.flush()
            os.fsync(self._handle.fileno())
            self._path.replace(path)
            descriptor = os.open(path.parent, os.O_RDONLY)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)


@contextmanager
def spool(name: str, ring: Ring = Ring.BOOKS) -> Iterator[Spool]:
    """A spool for the file ``name``; what is not kept is forgotten. Raises ArchiveError."""
    with in_words(name):
        incoming = Path(settings.ARCHIVE_DIR) / "incoming"
        incoming.mkdir(parents=True, exist_ok=True)
        _sweep(incoming)
        descriptor, temporary = tempfile.mkstemp(dir=incoming, prefix=".part-")
        # A folder that hands its group down is shared by two sites, each with a user of its own.
        os.fchmod(descriptor, 0o640 if incoming.stat().st_mode & stat.S_ISGID else 0o600)
    handle = os.fdopen(descriptor, "wb")
    try:
        yield Spool(name, Path(temporary), handle, ring)
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
    ring = Ring.EXTRANET if kind in OF_THE_EXTRANET else Ring.BOOKS
    with spool(name, ring) as spooled:
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

    Raises ArchiveError where they are erased, missing, altered or of a key that is gone.
    """
    if file.erased_at is not None:
        day = f"{timezone.localtime(file.erased_at):%d/%m/%Y}"
        told = _("Le fichier « %(file)s » a été effacé le %(day)s, au terme de sa conservation.")
        raise ArchiveError(told % {"file": file.name, "day": day}, FileCondition.ERASED)
    condition = verify(file.sha256)
    if condition == FileCondition.WHOLE:
        return open_stream(path_of(file.sha256).open("rb"), file.sha256)
    sentences = {
        FileCondition.MISSING: _("Le fichier archivé « %(file)s » est introuvable."),
        FileCondition.ALTERED: _("Le fichier archivé « %(file)s » a été altéré."),
        FileCondition.UNREADABLE: _(
            "Le fichier archivé « %(file)s » ne peut pas être déchiffré : sa clé manque."
        ),
        FileCondition.CLOSED: _(
            "Le fichier archivé « %(file)s » ne peut pas être lu : vérifiez ses droits et son "
            "disque."
        ),
    }
    raise ArchiveError(sentences[condition] % {"file": file.name}, condition)


def verify(sha256: str) -> FileCondition:
    """Whether the archive holds the very bytes of that SHA-256: present, readable, unaltered.

    Reads them all, in constant memory.
    """
    digest = hashlib.sha256()
    try:
        with path_of(sha256).open("rb") as handle, open_stream(handle, sha256) as plain:
            for chunk in chunks_of(plain):
                digest.update(chunk)
    except FileNotFoundError:
        return FileCondition.MISSING
    except OSError:
        return FileCondition.CLOSED
    except UnknownKeyError:
        return FileCondition.UNREADABLE
    except InvalidToken:
        return FileCondition.ALTERED
    return FileCondition.WHOLE if digest.hexdigest() == sha256 else FileCondition.ALTERED


def read(file: ArchivedFile) -> bytes:
    """All the archived bytes, checked. Raises ArchiveError where missing or altered."""
    with open_archived(file) as handle:
        return handle.read()
