"""The kinds of data of this room, for the register of what is kept and how long."""

from django.utils.translation import gettext_lazy as _

from core import retention
from core.retention import Kind


def register() -> None:
    """Called once, when the room starts."""
    retention.register(
        Kind(
            "books",
            _("Livres comptables"),
            _("Écritures, soldes et libellés des comptes des clients"),
            _("Obligation légale : Code de commerce, art. L123-22"),
            _("10 ans après la clôture de l’exercice"),
        ),
        Kind(
            "parties",
            _("Fiches des clients"),
            _("Nom, adresse, e-mail, téléphone, lots, signalements"),
            _("Exécution du contrat (RGPD, art. 6-1-b), puis obligation légale (livres)"),
            _("Le temps du contrat, puis avec les livres ; effacées à la demande ensuite"),
        ),
    )
