from celery import shared_task

from core.services import outbox


@shared_task
def deliver_outbox() -> int:
    """Do the work that waits in the outbox. Returns how many messages failed."""
    return outbox.deliver()
