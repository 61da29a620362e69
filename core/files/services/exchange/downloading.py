"""Give an archived file to a person, and keep a trace: it may hold what only few may see."""

from typing import BinaryIO

from core.database.services import audit
from core.files.models import ArchivedFile
from core.files.services import archive
from core.people.models import User


def open_for(*, file: ArchivedFile, acting_user: User) -> BinaryIO:
    """The file's bytes, checked. Raises ArchiveError where they are missing or altered."""
    content = archive.open_archived(file)
    audit.record("file.download", acting_user=acting_user, on=file)
    return content
