"""What the mandate of a request says, for its reader."""

from django.utils.translation import gettext as _

from core.database.iban import group_iban
from core.text.money import format_euros
from sepa.requests.models import OneOffRequest


def mandate_rows(request: OneOffRequest) -> list[tuple[str, str]]:
    """What the mandate says, as label and text: the same rows on the screen and in the PDF."""
    rows = [
        (_("Créancier"), request.creditor_name),
        (_("Adresse du créancier"), request.creditor_address),
        (_("Identifiant créancier SEPA (ICS)"), request.creditor_identifier),
        (_("Nom du débiteur"), request.debtor_name),
        (_("IBAN"), group_iban(request.iban)),
        (_("BIC"), request.bic),
        (_("Référence unique de mandat (RUM)"), request.mandate_reference),
        (_("Type de paiement"), _("Paiement unique")),
        (_("Montant"), format_euros(request.amount)),
    ]
    return [(label, text) for label, text in rows if text]
