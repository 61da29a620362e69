"""What other rooms may ask of the one-off requests."""

from datetime import datetime
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils.translation import gettext as _

from core.iban import group_iban
from core.money import ZERO, format_euros
from sepa.enums import RequestState
from sepa.models import OneOffRequest


def under_way(entity_code: str, account_code: str, *, as_of: datetime) -> Decimal:
    """Euros being debited that a balance published at ``as_of`` does not show yet.

    A payment counts from its signature until it was posted before ``as_of``, or cancelled.
    """
    total = OneOffRequest.objects.filter(
        ~Q(state__in=[RequestState.DRAFT, RequestState.CANCELLED]),
        Q(posted_at__isnull=True) | Q(posted_at__gt=as_of),
        entity_code=entity_code,
        account_code=account_code,
    ).aggregate(total=Sum("amount"))["total"]
    return ZERO if total is None else total


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
