from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.context import LONGEST_ID
from core.jobs.enums import JobState
from core.text import guarded


class Job(models.Model):
    """One run of a long task, with its progress as the user sees it."""

    kind = models.CharField(max_length=60)
    label = guarded.CharField(_("libellé"), max_length=200, masks=True)
    state = models.CharField(max_length=10, choices=JobState.choices, default=JobState.WAITING)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    requested_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    #: One French sentence: what happened, or what went wrong and what to do.
    summary = guarded.TextField(blank=True, masks=True)
    parameters = models.JSONField(default=dict)
    result = guarded.JSONField(default=dict, masks=True)

    class Meta:
        default_permissions = ()
        ordering = ["-requested_at", "-id"]
        indexes = [models.Index(fields=["kind", "-id"])]

    def __str__(self) -> str:
        return self.label


class ScheduledService(models.Model):
    """A job of the night (or of any hour): its days and hours are the firm's to choose."""

    code = models.CharField(max_length=60, unique=True)
    active = models.BooleanField(_("actif"), default=True)
    #: Bit n set: runs on weekday n, Monday = 0.
    weekdays = models.PositiveSmallIntegerField(default=0b1111111)
    #: Local times ``HH:MM``, such as ``["00:00", "12:30"]``.
    times = models.JSONField(default=list)
    #: Instant up to which due times were dealt with; guards against running twice.
    handled_until = models.DateTimeField(null=True, blank=True)
    #: Runs that failed since the last due time; a few are tried again within the hour.
    failures = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class OutboxMessage(models.Model):
    """Work outside the database, written with the change that wants it, done after commit."""

    kind = models.CharField(max_length=60)
    payload = models.JSONField()
    #: Same identity, same work: written once.
    identity = models.CharField(max_length=160, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    last_error = guarded.TextField(blank=True, masks=True)
    done_at = models.DateTimeField(null=True, blank=True)
    #: By which the logs of whoever asked for it, and of whoever does it, are found together.
    request_id = models.CharField(max_length=LONGEST_ID, blank=True, default="", db_default="")
    #: When it was told that nobody tries any more.
    given_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(done_at__isnull=True), name="core_outbox_waiting"
            )
        ]

    def __str__(self) -> str:
        return self.identity
