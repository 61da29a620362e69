from celery import shared_task

from receipts.coupons.services import issue_coupons as coupons


@shared_task
def print_coupons(job_id: int) -> None:
    """Print the coupons that somebody asked for."""
    coupons.run_coupons(job_id)
