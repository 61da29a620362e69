"""What a posted receipt settles: matched after the posting, which does not wait for it.

A line of the draft that wants it says so in its ``raw_data``. Posting then leaves one message in
the outbox for all its lines, and the matching is done once it has committed.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core.models import User
from core.money import from_cents, to_cents
from core.services import outbox
from ledger.services.matching.automatic import Allocation, settle_receipts
from receipts.models import DraftReceipt

KIND = "receipts.match"
_WISH = "settles"


def settlement_wish(chosen: Sequence[tuple[int, Decimal]] = ()) -> dict[str, Any]:
    """What to put in a receipt's ``raw_data`` so that posting it settles something.

    ``chosen`` are entry lines that the debtor names, with what goes to each in euros; without any,
    the oldest debts are settled, in the order of the law.
    """
    return {_WISH: [[line_id, to_cents(amount)] for line_id, amount in chosen]}


def ask_matching(receipts: Sequence[DraftReceipt], *, acting_user: User) -> None:
    """Within the posting of these lines, ask for those that wish it to be matched."""
    wanted = [row for row in receipts if _WISH in row.raw_data]
    if wanted:
        outbox.enqueue(
            KIND,
            identity=f"{wanted[0].entry_id}-{wanted[-1].entry_id}",
            payload={"ids": [row.pk for row in wanted], "user": acting_user.pk},
        )


@outbox.handles(KIND)
def match_posted(payload: dict[str, Any]) -> None:
    """Match the lines that were posted; done twice, it changes nothing more."""
    posted = DraftReceipt.objects.filter(pk__in=payload["ids"], entry__isnull=False)
    rows = posted.order_by("pk").values_list("entry_id", "raw_data")
    settle_receipts(
        [Allocation(entry_id, _chosen(raw_data)) for entry_id, raw_data in rows if entry_id],
        acting_user=User.objects.filter(pk=payload["user"]).first(),
    )


def _chosen(raw_data: dict[str, Any]) -> list[tuple[int, Decimal]]:
    return [(line_id, from_cents(cents)) for line_id, cents in raw_data[_WISH]]
