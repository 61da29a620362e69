from django.db import models
from django.utils.translation import gettext_lazy as _


class CollectionState(models.TextChoices):
    GENERATED = "generated", _("Fichier généré")
    SENT = "sent", _("Transmis à la banque")
    SETTLED = "settled", _("Réglé")
    CANCELLED = "cancelled", _("Annulé")
