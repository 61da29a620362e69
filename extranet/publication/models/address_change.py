import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound
from core.text import guarded
from extranet.publication.enums import AddressState
from extranet.publication.models.access import ClientAccess


class AddressChange(EntityBound):
    """Another e-mail address that a client gives: worth nothing until it is confirmed.

    From the former address, by its letter; or by the agency, which has recognised the client.
    """

    bound_by = "access"

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    access = models.ForeignKey(
        ClientAccess, on_delete=models.CASCADE, related_name="address_changes"
    )
    former = guarded.EmailField(_("ancienne adresse"), blank=True)
    wanted = guarded.EmailField(_("nouvelle adresse"))
    state = models.CharField(
        _("état"), max_length=12, choices=AddressState.choices, default=AddressState.ASKED
    )
    asked_at = models.DateTimeField(_("demandée le"), default=timezone.now)
    decided_at = models.DateTimeField(_("décidée le"), null=True, blank=True)
    #: Null where the client confirmed it from the former address.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    #: Whether the installation that holds the books knows of this state.
    is_told = models.BooleanField(default=False)

    class Meta:
        default_permissions = ()
        ordering = ["-asked_at", "-id"]
        verbose_name = _("changement d’adresse")
        constraints = [
            models.UniqueConstraint(
                fields=["access"],
                condition=models.Q(state=AddressState.ASKED),
                name="one_address_asked_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return self.access.user.get_username()

    @property
    def is_overtaken(self) -> bool:
        """Whether the address that would confirm it is the client's no more."""
        return self.access.user.email.lower() != self.former.lower()
