"""The kinds of data of this room, for the register of what is kept and how long."""

from django.utils.translation import gettext_lazy as _

from core import retention
from core.retention import PROOF_MONTHS, Kind


def register() -> None:
    """Called once, when the room starts."""
    retention.register(
        Kind(
            "receipts",
            _("Règlements, chèques, espèces, remises en banque"),
            _("Payeur, montant, banque et n° du chèque (jamais l’IBAN), reçus d’espèces"),
            _("Obligation légale : Code de commerce, art. L123-22"),
            _("10 ans après la clôture de l’exercice"),
        ),
    )
    # Printed and sent: what was paid with one is in the books.
    retention.keep_files("receipts.coupons", months=PROOF_MONTHS)
