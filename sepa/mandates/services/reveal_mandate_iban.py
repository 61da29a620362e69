"""Hand over kept documents and hidden numbers, writing down who asked."""

from django.db import transaction

from core.database.iban import group_iban
from core.database.services import audit
from core.people.models import User
from sepa.mandates.models import Mandate


@transaction.atomic
def reveal_iban(mandate: Mandate, *, acting_user: User) -> str:
    """The debtor's IBAN in full, grouped by four; who asked is recorded first."""
    audit.record("mandate.reveal_iban", acting_user=acting_user, on=mandate)
    return group_iban(mandate.iban)
