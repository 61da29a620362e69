from django.db import models


class TrailSeal(models.Model):
    """A stretch of the audit trail, sealed: how many events, their digest, all of it signed.

    Each covers what came after the one before it. Never updated, never deleted (database trigger).
    """

    at = models.DateTimeField()
    #: The last event of the stretch; it begins after that of the seal before.
    upto = models.BigIntegerField(unique=True)
    count = models.PositiveBigIntegerField()
    digest = models.CharField(max_length=64)
    #: Over the signature before it too, so that no seal can be left out.
    signature = models.CharField(max_length=120)

    class Meta:
        default_permissions = ()
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.upto}: {self.digest}"
