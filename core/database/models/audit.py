from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.text import guarded


class AuditEvent(models.Model):
    """Who did what to what, when, from where. Never updated, never deleted (database trigger)."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    #: Null for what the software does by itself at night.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    #: Dotted verb, such as ``receipt.post`` or ``entity.update``.
    action = models.CharField(_("action"), max_length=60)
    #: ``app_label.model`` and primary key of what was acted on.
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=40)
    object_label = guarded.CharField(max_length=200, blank=True, masks=True)
    #: For changes: ``{"field": [before, after]}``; else what an auditor needs to know.
    data = guarded.JSONField(default=dict, masks=True)
    ip_address = models.GenericIPAddressField(null=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["object_type", "object_id", "id"])]

    def __str__(self) -> str:
        return f"{self.action} {self.object_label}"
