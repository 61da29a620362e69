from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestState(models.TextChoices):
    """Life of a one-off request on the platform, as the client may follow it."""

    DRAFT = "draft", _("À signer")
    PENDING = "pending", _("Demandé")
    FETCHED = "fetched", _("Pris en charge")
    IN_FILE = "in_file", _("Dans un fichier pour la banque")
    SENT = "sent", _("Transmis à la banque")
    SETTLED = "settled", _("Débité")
    POSTED = "posted", _("Porté sur votre compte")
    CANCELLED = "cancelled", _("Annulé")
