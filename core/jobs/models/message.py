from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.jobs.enums import Level
from core.text import guarded


class SystemMessage(models.Model):
    """What the software tells one user (« pour info »)."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="system_messages"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    level = models.CharField(max_length=10, choices=Level.choices, default=Level.INFO)
    title = guarded.CharField(_("titre"), max_length=200, masks=True)
    body = guarded.TextField(_("message"), blank=True, masks=True)
    #: Path within the back office where the reader goes on.
    link = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    #: Keys of the entities that it tells of; None for the agency as a whole.
    entities = models.JSONField(null=True, default=None, editable=False)
    #: The same news is told once to the same person, whatever is replayed.
    identity = models.CharField(max_length=120)

    class Meta:
        default_permissions = ()
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "identity"], name="same_news_told_once_to_each"
            )
        ]
        indexes = [
            models.Index(
                fields=["recipient"],
                condition=models.Q(read_at__isnull=True),
                name="core_unread_messages",
            )
        ]

    def __str__(self) -> str:
        return self.title
