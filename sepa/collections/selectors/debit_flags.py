"""Whom nobody debits, by the flags in force on the party of an account."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from core.database.lookups import among
from ledger.people.enums import FlagKind
from ledger.people.models import PartyFlag

#: Flags under which no debit leaves, however its mandate was signed.
NEVER = (FlagKind.DECEASED, FlagKind.BLOCKED, FlagKind.CONTESTED)
#: A coupon bears one signature, and nothing says that the guardian's is it: signed alone by a
#: person under guardianship it is void, under curatorship voidable (C. civ. art. 465, 2° and 3°).
ON_A_COUPON = (*NEVER, FlagKind.GUARDIANSHIP)


def debit_flags(account_ids: Iterable[int]) -> Mapping[int, Sequence[FlagKind]]:
    """The flags in force that keep from debiting these accounts, by account id, in one query."""
    rows = PartyFlag.objects.filter(
        among("party__accounts__pk", account_ids), lifted_at__isnull=True, kind__in=ON_A_COUPON
    )
    flags: dict[int, list[FlagKind]] = defaultdict(list)
    for account_id, kind in rows.order_by("pk").values_list("party__accounts", "kind"):
        flags[account_id].append(FlagKind(kind))
    return flags
