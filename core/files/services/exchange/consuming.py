"""Hand an archived file to the room that knows its kind, once; and again on demand."""

import logging

from django.db import transaction
from django.utils.translation import gettext as _

from core.database import locks
from core.database.portfolio import for_the_agency
from core.database.services import audit
from core.files.enums import Direction, FileOutcome
from core.files.exchange.consumers import consumer_of
from core.files.models import ArchivedFile
from core.jobs.enums import JobState
from core.jobs.models import Job
from core.jobs.services import jobs
from core.people.models import User
from core.text.errors import BusinessError

logger = logging.getLogger(__name__)

REPLAY = "exchange.replay"


def consume(file: ArchivedFile, *, acting_user: User | None, again: bool = False) -> str:
    """Have the file dealt with, and return the sentence that sums it up.

    A file that was dealt with is not dealt with twice, unless ``again``. Call it outside
    transactions. Raises BusinessError where the file is refused; the file then says why.
    """
    consumer = consumer_of(file.kind)
    if consumer is None:
        raise BusinessError(_("Ce fichier est seulement conservé : il n’y a rien à rejouer."))
    with locks.exclusive(f"file:{file.pk}") as got:
        if not got:
            raise BusinessError(_("Ce fichier est déjà en cours de traitement."))
        file.refresh_from_db()
        if file.outcome == FileOutcome.PROCESSED and not again:
            return file.report
        try:
            report = consumer(file, acting_user)
        except BusinessError as error:
            _fail(file, "\n".join([str(error), *error.problems]))
            raise
        except Exception:
            _fail(file, _("Le traitement s’est arrêté sur une erreur inattendue ; rejouez-le."))
            raise
        file.outcome, file.report, file.error = FileOutcome.PROCESSED, report, ""
        file.save(update_fields=["outcome", "report", "error"])
        return report


def _fail(file: ArchivedFile, error: str) -> None:
    file.outcome, file.error = FileOutcome.FAILED, error
    file.save(update_fields=["outcome", "error"])


def can_replay(file: ArchivedFile) -> bool:
    """Whether a room knows what to make of this file, which arrived."""
    there = file.direction == Direction.IN and file.erased_at is None
    return there and consumer_of(file.kind) is not None


@transaction.atomic
def ask_replay(*, file: ArchivedFile, acting_user: User) -> Job:
    """Ask for a received file to be dealt with again, as a job that tells its progress.

    The caller starts :func:`run_replay`. Raises BusinessError where nothing can be replayed.
    """
    if not can_replay(file):
        raise BusinessError(_("Ce fichier est seulement conservé : il n’y a rien à rejouer."))
    audit.record("file.replay", acting_user=acting_user, on=file)
    return jobs.create(
        REPLAY,
        label=_("Rejouer « %(name)s »") % {"name": file.name},
        acting_user=acting_user,
        parameters={"file": file.pk},
    )


def run_replay(job_id: int) -> None:
    """Do what ``ask_replay`` asked for."""
    job = Job.objects.select_related("requested_by").get(pk=job_id)
    if job.state != JobState.WAITING:
        return
    file = ArchivedFile.objects.get(pk=job.parameters["file"])
    # A file may hold any entity's lines: it is dealt with as when it came, by the agency.
    with jobs.running(job), for_the_agency():
        try:
            report = consume(file, acting_user=job.requested_by, again=True)
        except BusinessError as error:
            jobs.finish(job, ok=False, summary=" ".join([str(error), *error.problems]))
        except Exception:  # whatever stops a job, the person who asked must be told
            logger.exception("Replay of archived file %s failed", file.pk)
            jobs.finish(job, ok=False, summary=file.error)
        else:
            jobs.finish(job, ok=True, summary=report)
