from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.text import guarded


class Agency(models.Model):
    """The firm that runs the software: one row per installation."""

    name = guarded.CharField(_("nom"), max_length=120)
    address = guarded.TextField(_("adresse"), blank=True)
    phone = guarded.CharField(_("téléphone"), max_length=30, blank=True)
    email = guarded.EmailField(_("e-mail"), blank=True)
    opening_hours = guarded.CharField(_("horaires"), max_length=200, blank=True)
    legal_notice = guarded.TextField(_("mentions légales"), blank=True)
    #: The data protection officer, or whoever answers: address, telephone or e-mail.
    privacy_contact = guarded.CharField(
        _("contact pour les données personnelles"), max_length=200, blank=True
    )
    logo = models.ImageField(_("logo"), upload_to="agency/", blank=True)
    colour = models.CharField(
        _("couleur"),
        max_length=7,
        default="#0b5fa5",
        validators=[RegexValidator(r"^#[0-9a-f]{6}$", _("Une couleur comme #0b5fa5."))],
    )

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_agency_per_installation")
        ]

    def __str__(self) -> str:
        return self.name
