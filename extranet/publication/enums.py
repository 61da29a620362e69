from django.db import models
from django.utils.translation import gettext_lazy as _


class BalanceSense(models.TextChoices):
    """How a balance is shown to clients: what they owe as a negative or as a positive figure."""

    CREDIT_LESS_DEBIT = "credit_debit", _("Crédit – débit (une dette est négative)")
    DEBIT_LESS_CREDIT = "debit_credit", _("Débit – crédit (une dette est positive)")


class PublicationState(models.TextChoices):
    RUNNING = "running", _("En cours")
    DONE = "done", _("Terminée")
    FAILED = "failed", _("Échouée")


class AddressState(models.TextChoices):
    """Where another e-mail address stands."""

    ASKED = "asked", _("À confirmer")
    CONFIRMED = "confirmed", _("Confirmée")
    REFUSED = "refused", _("Refusée")
    REPLACED = "replaced", _("Remplacée par une autre demande")
