"""Jobs that somebody asks for on a page, run out of the request."""

import logging

from celery import Task
from django.conf import settings
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from core.jobs import processes
from core.jobs.models import Job
from core.jobs.services import jobs

logger = logging.getLogger(__name__)


def start(task: "Task[[int], None]", job: Job) -> None:
    """Give the job to a worker, or to a process of its own where there is none.

    The task takes the job's id. Where no worker can be reached the job fails, and says so.
    """
    if not settings.MULTI_USER:
        processes.start_manage("run_task", task.name, str(job.pk))
        return
    try:
        task.delay(job.pk)
    except OperationalError:
        logger.exception("No broker for job %s", job.pk)
        jobs.finish(
            job,
            ok=False,
            summary=_(
                "Les tâches de fond ne répondent pas : rien n’a été fait. Recommencez dans "
                "quelques minutes."
            ),
        )
    else:
        job.refresh_from_db()
