"""The Celery application: workers run jobs, beat wakes the scheduled services each minute."""

import logging
import logging.config
import os
from typing import Any

from celery import Celery
from celery.signals import setup_logging
from django.conf import settings

from lsc import heartbeats, tracing, worker_metrics  # noqa: F401 - receivers connect themselves

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lsc.settings")

app = Celery("lsc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def log_as_the_rest_does(loglevel: int | None = None, **_kwargs: Any) -> None:
    """Celery would put handlers of its own in the place of ours, which mask IBANs."""
    logging.config.dictConfig(settings.LOGGING)
    if loglevel:
        logging.getLogger("celery").setLevel(loglevel)
