"""A scheduled service that failed: when it is tried again, and who is told."""

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.jobs.enums import Level
from core.jobs.models import Job, ScheduledService
from core.jobs.services import jobs, messages
from core.jobs.services.due_times import RETRY_AFTER

if TYPE_CHECKING:
    from core.jobs.services.schedule import Service

logger = logging.getLogger(__name__)

KILLED = gettext_lazy("Interrompu avant la fin.")


def note_failure(row: ScheduledService, now: datetime) -> None:
    """Count a run that failed and say when the next try is. The caller holds and saves the row."""
    left = RETRY_AFTER[row.failures : row.failures + 1]
    row.failures += 1
    row.retry_at = now + left[0] if left else None


def failed(service: "Service", job: Job, summary: str, now: datetime) -> None:
    """End a job that failed. What nobody asked for is tried again within the hour, a few times."""
    jobs.finish(job, ok=False, summary=summary)
    with transaction.atomic():
        row = ScheduledService.objects.select_for_update().get(code=service.code)
        if job.requested_by_id is None:
            note_failure(row, now)
            row.save(update_fields=["failures", "retry_at"])
    tell_failure(service, row, job)


def tell_failure(service: "Service", row: ScheduledService, job: Job) -> None:
    """The first failure and the last one are told; those between are in the list of runs."""
    if row.retry_at is None:
        next_try = _("Il sera relancé à sa prochaine heure.")
    elif row.failures == 1:
        next_try = _("Nouvel essai à %(time)s.") % {
            "time": f"{timezone.localtime(row.retry_at):%H:%M}"
        }
    else:
        return
    messages.notify(
        messages.administrators(),
        identity=f"job:{job.pk}",
        title=_("« %(service)s » n’a pas abouti") % {"service": service.label},
        body=f"{job.summary} {next_try}",
        link="/parametres/services/",
        level=Level.ERROR,
    )


def tell_of_wrong_clock(service: "Service", row: ScheduledService) -> None:
    """The last run has a date that is still to come: the clock was ahead when it was written."""
    handled = row.handled_until
    logger.error("Service %s ran at %s, which is still to come", service.code, handled)
    messages.notify(
        messages.administrators(),
        identity=f"clock:{service.code}:{handled:%Y%m%d%H%M}",
        title=_("L’horloge du serveur a été fausse"),
        body=_(
            "Le dernier passage de « %(service)s » porte une date à venir (%(date)s). Nous n’en "
            "tenons pas compte et le relançons. Vérifiez l’heure du serveur, et les dates de ce "
            "qui a été enregistré pendant ce temps."
        )
        % {"service": service.label, "date": f"{handled:%d/%m/%Y}"},
        link="/parametres/services/",
        level=Level.ERROR,
    )
