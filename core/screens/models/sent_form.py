from django.conf import settings
from django.db import models


class SentForm(models.Model):
    """A form that made a record, so that the same form sent twice makes one."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    #: Keyed hash of the page and of what was typed on it.
    key = models.CharField(max_length=64)
    at = models.DateTimeField()
    #: Label of the record's model, and its key.
    made = models.CharField(max_length=100, blank=True)
    made_id = models.BigIntegerField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_record_for_each_sent_form")
        ]

    def __str__(self) -> str:
        return self.key[:8]
