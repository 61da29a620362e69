from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ClientAccess(models.Model):
    """A party's way into the extranet: its login, and the life of its initial password."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="client_access"
    )
    party_reference = models.CharField(max_length=40, unique=True)
    #: The initial password opens one session before this instant, never two.
    initial_expires_at = models.DateTimeField(null=True, blank=True)
    initial_used_at = models.DateTimeField(null=True, blank=True)
    must_choose_password = models.BooleanField(default=True)
    active = models.BooleanField(_("actif"), default=True)

    class Meta:
        default_permissions = ()
        verbose_name = _("accès client")

    def __str__(self) -> str:
        return self.party_reference
