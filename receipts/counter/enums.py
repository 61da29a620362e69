from django.db import models
from django.utils.translation import gettext_lazy as _


class BatchState(models.TextChoices):
    OPEN = "open", _("Ouvert")
    PRE_CLOSED = "pre_closed", _("Pré-clos")
    CLOSED = "closed", _("Clos")


class ChequeState(models.TextChoices):
    KEYED = "keyed", _("Saisi")
    DRAFTED = "drafted", _("Au brouillard")
    DEPOSITED = "deposited", _("Remis en banque")
    BOUNCED = "bounced", _("Impayé")
    CANCELLED = "cancelled", _("Annulé")


class HeldState(models.TextChoices):
    KEPT = "kept", _("Gardé")
    KEYED = "keyed", _("Mis en lot")
    GIVEN_BACK = "given_back", _("Rendu au tireur")
    CANCELLED = "cancelled", _("Annulé")


class Paper(models.TextChoices):
    """What a transfer slip hands on of a case."""

    COUPON = "coupon", _("Coupon")
    CHEQUE_COPY = "cheque_copy", _("Copie du chèque")
    CHEQUE = "cheque", _("Chèque")
    IBAN = "iban", _("IBAN (RIB)")
    LETTER = "letter", _("Courrier")
    OTHER = "other", _("Autre pièce")


class OutcomeState(models.TextChoices):
    NOTED = "noted", _("Notée")
    FINAL = "final", _("Définitive")
    REPLACED = "replaced", _("Remplacée")
    UNDONE = "undone", _("Défaite")


#: Those that still say what becomes of their item.
STANDING = [OutcomeState.NOTED.value, OutcomeState.FINAL.value]
