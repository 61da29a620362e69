"""What the counter holds for accounts that is no line of the draft yet."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from django.db.models import QuerySet

from core.text.money import ZERO
from receipts.counter.enums import ChequeState, HeldState, OutcomeState
from receipts.counter.models import ChequeShare, HeldShare, ItemOutcome
from receipts.counter.outcomes import OUTCOMES
from receipts.draft.selectors.on_its_way import in_the_draft, sums_by_account


def keyed_cheques() -> QuerySet[ChequeShare]:
    """Parts of cheques of batches that are not closed."""
    return ChequeShare.objects.filter(cheque__state=ChequeState.KEYED, receipt__isnull=True)


def noted_debits() -> QuerySet[ItemOutcome]:
    """Debits that the desk decided, in batches that are not closed."""
    debits = [each.code for each in OUTCOMES if each.debits]
    return ItemOutcome.objects.filter(state=OutcomeState.NOTED, kind__in=debits)


def kept_cheques() -> QuerySet[HeldShare]:
    """Parts of cheques that are kept for a later day."""
    return HeldShare.objects.filter(held__state=HeldState.KEPT)


def received(account_ids: Sequence[int], *, but_cheque: int | None) -> dict[int, Decimal]:
    """Euros by account in the draft and in keyed cheques but this one, in two statements."""
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    sums.update(in_the_draft(account_ids))
    keyed = keyed_cheques().exclude(cheque=but_cheque) if but_cheque else keyed_cheques()
    for account_id, euros in sums_by_account(keyed, account_ids).items():
        sums[account_id] += euros
    return sums
