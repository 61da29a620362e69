from celery import shared_task

from core.files.services.exchange import consuming


@shared_task
def replay_file(job_id: int) -> None:
    """Deal again with an archived file, as somebody asked."""
    consuming.run_replay(job_id)
