"""A receipt that collects an item is reversed and drafted again: its outcome goes with the money.

The debt of a debit of the desk is its own: the new line settles it too.
"""

from django.db.models import QuerySet

from receipts.counter.enums import STANDING
from receipts.counter.models import ItemOutcome
from receipts.draft.models import DraftReceipt


def keeps_debts(receipt: DraftReceipt) -> bool:
    """Whether the desk decided the debit that this receipt is of, and the decision stands."""
    return _decided(receipt).exists()


def follow(receipt: DraftReceipt, new_id: int) -> None:
    """In the transaction that drafts the receipt again."""
    _decided(receipt).update(receipt=new_id)


def _decided(receipt: DraftReceipt) -> QuerySet[ItemOutcome]:
    return ItemOutcome.objects.filter(receipt=receipt, state__in=STANDING)
