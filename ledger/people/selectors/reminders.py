"""What who reminds a client must know first: flags on the party, and what higher rooms know.

A room above brings its source: a debt that is being debited, one that the client
refuses to pay.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from core.house.registry import Registry
from core.people.models import User
from ledger.people.selectors.flags import in_force_by_account

#: Sentences by account id, for these account ids; in a constant number of statements.
Source = Callable[[Sequence[int]], Mapping[int, Sequence[str]]]

BEFORE_REMINDING: Registry[str, Source] = Registry.of_functions("known before reminding")


def known_of(account_ids: Sequence[int], *, reader: User) -> dict[int, list[str]]:
    """What is to be known before these accounts are reminded, flags first: for who may see them."""
    reasons_by_account: dict[int, list[str]] = defaultdict(list)
    flags = [in_force_by_account] if reader.has_perm("ledger_people.see_flags") else []
    for source in (*flags, *BEFORE_REMINDING):
        for account_id, said in source(account_ids).items():
            reasons_by_account[account_id] += said
    return reasons_by_account
