"""Encrypt the archive again, once a ring has a newer key."""

import shutil
from pathlib import Path

from django.conf import settings

from core.database.crypto import InvalidToken, Ring
from core.database.crypto.streams import is_of_newest_key, open_stream
from core.files.models import ArchivedFile
from core.files.services.archive import CHUNK, OF_THE_EXTRANET, in_words, spool


def turn_over(*, only_count: bool = False) -> int:
    """Encrypt again what the newest key of its ring did not encrypt. Returns how many files.

    Raises core.database.crypto.InvalidToken for bytes that no known key can open, ArchiveError
    where the disk refuses.
    """
    count = 0
    for path in sorted(Path(settings.ARCHIVE_DIR).glob("[0-9a-f][0-9a-f]/*")):
        ring = _ring_of(path.name)
        with in_words(path.name), path.open("rb") as handle:
            if is_of_newest_key(handle, ring):
                continue
            count += 1
            if only_count:
                continue
            with spool(path.name, ring) as anew, open_stream(handle, path.name) as plain:
                shutil.copyfileobj(plain, anew, CHUNK)
                if anew.sha256 != path.name:
                    raise InvalidToken("altered")
                anew.keep()
    return count


def _ring_of(sha256: str) -> Ring:
    shown = ArchivedFile.objects.filter(sha256=sha256, kind__in=OF_THE_EXTRANET)
    return Ring.EXTRANET if shown.exists() else Ring.BOOKS
