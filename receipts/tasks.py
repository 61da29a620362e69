from celery import shared_task

from receipts.services import coupons


@shared_task
def print_coupons(job_id: int) -> None:
    """Print the coupons that somebody asked for."""
    coupons.run_coupons(job_id)
