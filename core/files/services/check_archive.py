"""Is every file that a row names in the archive, whole and readable? All of it, or a quick look."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.files.enums import FileCondition
from core.files.models import ArchivedFile
from core.files.services import archive, erase_archived
from core.jobs.enums import JobState
from core.jobs.models import Job
from core.text.errors import BusinessError

SERVICE = "core.check_archive"
#: How many of the oldest, and of the newest, a quick look takes.
SAMPLE = 5
#: Beyond this many the list would not be read.
SHOWN = 20


def problems() -> Iterator[str]:
    """The files that are missing, altered, closed to the application, of a key that is gone, or
    erased by somebody else than the software, in French; reads them all."""
    sentences = {
        FileCondition.MISSING: _("Archive : « %(name)s » (%(day)s) est introuvable."),
        FileCondition.ALTERED: _("Archive : « %(name)s » (%(day)s) a été altéré."),
        FileCondition.UNREADABLE: _("Archive : « %(name)s » (%(day)s) a perdu sa clé."),
        FileCondition.CLOSED: _(
            "Archive : « %(name)s » (%(day)s) est là, mais l’application ne peut pas le lire : "
            "rendez-lui ses droits."
        ),
    }
    for sha256, condition in verify_all():
        if condition != FileCondition.WHOLE:
            file = ArchivedFile.objects.filter(sha256=sha256, erased_at=None).order_by("id")[0]
            yield sentences[condition] % _told(file)
    by_hand = _("Archive : « %(name)s » (%(day)s) a été effacé hors du logiciel.")
    yield from (by_hand % _told(file) for file in erase_archived.forged())


def _told(file: ArchivedFile) -> dict[str, str]:
    return {"name": file.name, "day": f"{file.created_at:%d/%m/%Y}"}


def check_archive() -> str:
    """The scheduled service: one sentence where all is there. Raises BusinessError otherwise."""
    found = list(problems())
    if found:
        raise BusinessError(
            ngettext(
                "%(count)d fichier de l’archive est perdu ou altéré : restaurez-le. %(list)s",
                "%(count)d fichiers de l’archive sont perdus ou altérés : restaurez-les. %(list)s",
                len(found),
            )
            % {"count": len(found), "list": " ".join(found[:SHOWN])}
        )
    count = ArchivedFile.objects.filter(erased_at=None).count()
    return ngettext("%(count)d fichier vérifié.", "%(count)d fichiers vérifiés.", count) % {
        "count": count
    }


def looks_whole() -> bool:
    """Whether the oldest and the newest files are there, and the last whole check found no loss."""
    rows = ArchivedFile.objects.filter(erased_at=None).values_list("sha256", flat=True)
    some = {*rows.order_by("id")[:SAMPLE], *rows.order_by("-id")[:SAMPLE]}
    there = all(_can_be_read(archive.path_of(sha256)) for sha256 in some)
    last = _checks().first()
    return there and (last is None or last.state != JobState.FAILED)


def _can_be_read(path: Path) -> bool:
    """A restore by another user leaves files that are there, and closed to the application."""
    try:
        with path.open("rb"):
            return True
    except OSError:
        return False


def last_check() -> datetime | None:
    """When all of it was last read, and found whole."""
    last = _checks().filter(state=JobState.DONE).first()
    return last.finished_at if last else None


def _checks() -> QuerySet[Job]:
    return Job.objects.filter(kind=f"service:{SERVICE}", finished_at__isnull=False).order_by("-id")


def verify_all() -> Iterator[tuple[str, FileCondition]]:
    """Each SHA-256 that a row in force names, with what the archive holds of it, in constant
    memory."""
    rows = (
        ArchivedFile.objects.filter(erased_at=None)
        .order_by("sha256")
        .values_list("sha256", flat=True)
        .distinct()
    )
    for sha256 in rows.iterator():
        yield sha256, archive.verify(sha256)
