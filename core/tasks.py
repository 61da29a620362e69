from celery import shared_task

from core.portfolio import for_the_agency
from core.services import outbox, schedule
from core.services.exchange import consuming


@shared_task
def deliver_outbox() -> int:
    """Do the work that waits in the outbox. Returns how many messages failed."""
    with for_the_agency():
        return outbox.deliver()


@shared_task
def run_due_services() -> int:
    """Run the scheduled services whose time has come. Returns how many ran."""
    with for_the_agency():
        return len(schedule.run_due())


@shared_task
def run_asked_service(job_id: int) -> None:
    """Run the service that somebody asked for at once."""
    schedule.run_asked(job_id=job_id)


@shared_task
def replay_file(job_id: int) -> None:
    """Deal again with an archived file, as somebody asked."""
    consuming.run_replay(job_id)
