from django.conf import settings
from django.db import models


class RecordVersion(models.Model):
    """A sealed record took another name, by a service: signed, dated, for good (database trigger).

    It holds digests, never the names: what was erased cannot be read here.
    """

    at = models.DateTimeField()
    #: Null for what the software does by itself.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: As in the audit trail: ``account.update``, ``party.erase``.
    action = models.CharField(max_length=60)
    #: ``app_label.model`` and primary key.
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField()
    #: Digest of the sealed fields before; empty where the record is new.
    before = models.CharField(max_length=64, blank=True)
    after = models.CharField(max_length=64)
    #: The last row sealed under the former name, such as the id of an entry.
    mark = models.BigIntegerField(default=0)
    signature = models.CharField(max_length=120)

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "id"], name="core_versions_by_object")
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.object_type} {self.object_id}"
