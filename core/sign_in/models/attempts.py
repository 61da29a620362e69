from django.conf import settings
from django.db import models
from django.utils import timezone


class FailedAttempt(models.Model):
    """One wrong password, code or key, in the bucket of whatever is being guessed."""

    #: Keyed hash of the account, address or device: none of them can be read back.
    bucket = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()
        indexes = [models.Index(fields=["bucket", "at"], name="attempts_of_bucket")]

    def __str__(self) -> str:
        return self.bucket[:8]


class SpentCode(models.Model):
    """A code of an authenticator app that has served: RFC 6238, 5.2 wants it to serve once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="spent_codes"
    )
    #: Number of the time step (30 seconds) that the code belongs to.
    step = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "step"], name="one_time_code_serves_once")
        ]

    def __str__(self) -> str:
        return str(self.step)
