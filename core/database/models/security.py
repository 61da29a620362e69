from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.database.enums import SecurityKind
from core.text import guarded


class SecurityEvent(models.Model):
    """Who signed in, was refused, locked out, given rights: kept for a year, then erased."""

    at = models.DateTimeField(default=timezone.now, db_index=True)
    kind = models.CharField(_("événement"), max_length=40, choices=SecurityKind.choices)
    site = models.CharField(_("site"), max_length=10)
    #: Whose account it is about; null where what was typed is nobody's.
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: The username; a fingerprint where it is nobody's: people type their password there.
    account = guarded.CharField(_("identifiant"), max_length=150, blank=True, masks=True)
    #: Who did it, where it was somebody else.
    acting_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ip_address = models.GenericIPAddressField(_("adresse IP"), null=True)
    user_agent = guarded.CharField(_("navigateur"), max_length=200, blank=True, masks=True)
    #: Holds no password, code, key or whole e-mail address.
    data = guarded.JSONField(default=dict, masks=True)

    class Meta:
        default_permissions = ()
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["user", "-at"], name="security_of_user")]

    def __str__(self) -> str:
        return f"{self.kind} {self.account}"
