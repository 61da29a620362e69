"""The kinds of data of this room, for the register of what is kept and how long."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core import retention
from core.retention import Kind
from ledger.selectors.legal_holds import held_parties, kept_whole, standing
from ledger.services.erase_departed_parties import erase_departed_parties

#: They name people in their texts, and do not say whom: all are kept while one hold stands.
_OF_NOBODY = ("core.systemmessage", "core.job", "core.outboxmessage", "core.archivedfile")


def register() -> None:
    """Called once, when the room starts."""
    retention.register_holds(
        lambda: standing().select_related("party", "account__entity", "entity", "placed_by")
    )
    retention.hold_rows("ledger.party", lambda: Q(pk__in=held_parties().values("pk")))
    for label in _OF_NOBODY:
        retention.hold_rows(label, kept_whole)
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
            _("Le temps du contrat, puis avec les livres : 10 ans après le dernier compte fermé"),
            erase_departed_parties,
        ),
    )
