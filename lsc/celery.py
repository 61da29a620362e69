"""The Celery application: workers run jobs, beat wakes the scheduled services each minute."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lsc.settings")

app = Celery("lsc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
#: Each minute. The services' own days and hours are rows that the firm edits.
app.conf.beat_schedule = {
    "scheduled-services": {"task": "core.tasks.run_due_services", "schedule": 60.0},
    "outbox": {"task": "core.tasks.deliver_outbox", "schedule": 60.0},
}
