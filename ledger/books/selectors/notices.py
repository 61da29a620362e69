"""What is said above the tabs of the ledger's records."""

from django.urls import reverse
from django.utils.translation import gettext as _

from core.screens.lists.records import Notice
from ledger.books.models import BankAccount, Entity
from ledger.books.selectors.bank_details_changes import waiting_for


def waiting_bank_details(record: Entity | BankAccount) -> list[Notice]:
    """Said on an entity and on its bank accounts: new details wait, the old ones hold."""
    if waiting_for(getattr(record, "entity_id", record.pk)) is None:
        return []
    text = _("De nouvelles coordonnées bancaires attendent leur approbation.")
    return [Notice(text, reverse("ledger:bank_details"), "building-bank")]
