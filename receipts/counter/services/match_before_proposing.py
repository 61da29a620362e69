"""Match what lies on accounts, before the counter proposes what a payment settles there."""

from collections.abc import Iterable
from datetime import date

from core.people.models import User
from ledger.matching.selectors.open_items import accounts_to_match
from ledger.matching.services.match_exact_sums import settle_what_is_due
from receipts.counter.selectors.open_items import paid_otherwise
from receipts.draft.services.match_posted_receipts import lines_to_be_matched


def match_before_proposing(account_ids: Iterable[int], *, acting_user: User, on: date) -> None:
    """Money on account pays what is due ``on`` that day, so that no debt of old is proposed while
    the money for it is there. What keyed cheques and debits under way settle is left to them."""
    ids = accounts_to_match(account_ids)
    if ids:
        spared = paid_otherwise(ids) | lines_to_be_matched(ids)
        settle_what_is_due(ids, on=on, spared=spared, acting_user=acting_user)
