"""What lines of the draft are, or will be, in the books."""

from collections.abc import Sequence
from typing import Any

from core.text.money import ZERO
from ledger.books.models import Account
from receipts.draft.channels import CHANNELS
from receipts.draft.models import DraftReceipt

#: A person reads no more of them at once.
_MOST = 2000


def preview(ids: Sequence[int]) -> dict[str, Any]:
    """``rows``: these lines with all that their entry holds, in two lines each: debit of the
    journal's treasury account (of the entity's for debits under way), as ``debited``, credit of
    the client's. ``sum`` is what they come to, in euros."""
    rows = (
        DraftReceipt.objects.filter(pk__in=list(ids)[:_MOST])
        .select_related(
            "entity__debits_account", "account", "journal__treasury_account", "entry", "prepared_by"
        )
        .defer("raw_data")
        .order_by("pk")
    )
    shown = list(rows)
    for row in shown:
        row.debited = _debited(row)  # type: ignore[attr-defined]
    return {
        "rows": shown,
        "more": max(0, len(ids) - _MOST),
        "sum": sum((row.amount for row in shown), ZERO),
    }


def _debited(row: DraftReceipt) -> Account | None:
    held = row.entity.debits_account if row.entity and CHANNELS.get(row.channel).is_debit else None
    return held or (row.journal.treasury_account if row.journal else None)
