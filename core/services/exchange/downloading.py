"""Give an archived file to a person, and keep a trace: it may hold what only few may see."""

from typing import BinaryIO

from core.models import ArchivedFile, User
from core.services import archive, audit


def open_for(*, file: ArchivedFile, acting_user: User) -> BinaryIO:
    """The file's bytes, checked. Raises ArchiveError where they are missing or altered."""
    content = archive.open_archived(file)
    audit.record("file.download", acting_user=acting_user, on=file)
    return content
