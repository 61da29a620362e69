from celery import shared_task
from django.conf import settings
from django.utils import timezone

from core.database.portfolio import for_the_agency
from core.jobs.services import outbox, schedule


@shared_task
def deliver_outbox() -> int:
    """Do the work that waits in the outbox. Returns how many messages failed."""
    with for_the_agency():
        return outbox.deliver()


@shared_task
def run_due_services() -> int:
    """Give each scheduled service that is due to a worker. Returns how many.

    Each is a task of its own, so that one that hangs holds up one worker until its time limit.
    """
    with for_the_agency():
        due = schedule.due_services(timezone.now())
    for service in due:
        run_service.apply_async(
            (service.code,),
            time_limit=round(service.time_limit.total_seconds()),
            # A duplicate finds the time dealt with: better one too many than one dropped.
            expires=max(settings.BEAT_SECONDS, 60),
        )
    return len(due)


@shared_task
def run_service(code: str) -> None:
    """Run one scheduled service where its time has come."""
    with for_the_agency():
        schedule.run_if_due(schedule.get(code), timezone.now())


@shared_task
def run_asked_service(job_id: int) -> None:
    """Run the service that somebody asked for at once."""
    schedule.run_asked(job_id=job_id)
