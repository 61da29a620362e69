from celery import shared_task
from django.utils import timezone

from receipts.coupons.services import issue_coupons as coupons


@shared_task
def print_coupons(job_id: int) -> None:
    """Print the coupons that somebody asked for."""
    coupons.run_coupons(job_id, now=timezone.now())
