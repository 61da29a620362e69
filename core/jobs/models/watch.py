from django.db import models


class Heartbeat(models.Model):
    """When the worker, or beat, last showed that it works."""

    code = models.CharField(max_length=20, unique=True)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.code


class Incident(models.Model):
    """Something of the machine that does not go, from when it was seen until it was over."""

    code = models.CharField(max_length=20)
    #: Since when, as far as can be told; it was seen later.
    since = models.DateTimeField()
    opened_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    told_over_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_incident_of_each_kind",
            )
        ]

    def __str__(self) -> str:
        return self.code
