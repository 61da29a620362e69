"""The kinds of data of this room, for the register of what is kept and how long."""

from django.utils.translation import gettext_lazy as _

from core import retention
from core.retention import PROOF_MONTHS, Kind


def register() -> None:
    """Called once, when the room starts."""
    retention.register(
        Kind(
            "kiosk",
            _("Paiements de l’automate"),
            _("Compte, montant, ticket de carte (jamais le numéro de la carte)"),
            _("Obligation légale : Code de commerce, art. L123-22"),
            _("10 ans après la clôture de l’exercice"),
        ),
    )
    # What the kiosk was told is of use as long as a payment made there may be contested.
    retention.keep_files("kiosk.balances", months=PROOF_MONTHS)
