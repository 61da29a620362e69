"""The Celery application: workers run jobs, beat wakes the scheduled services each minute."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lsc.settings")

app = Celery("lsc")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
