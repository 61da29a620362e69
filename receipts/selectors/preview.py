"""What lines of the draft are, or will be, in the books."""

from collections.abc import Sequence
from typing import Any

from ledger.models import Account
from receipts.channels import channel
from receipts.models import DraftReceipt


def preview(ids: Sequence[int]) -> dict[str, Any]:
    """``rows``: the first 100 of these lines with all that their entry holds, in two lines each:
    debit of the journal's treasury account (of the entity's for debits under way), as ``debited``,
    credit of the client's."""
    rows = (
        DraftReceipt.objects.filter(pk__in=list(ids)[:100])
        .select_related(
            "entity__debits_account", "account", "journal__treasury_account", "entry", "prepared_by"
        )
        .defer("raw_data")
        .order_by("pk")
    )
    shown = list(rows)
    for row in shown:
        row.debited = _debited(row)  # type: ignore[attr-defined]
    return {"rows": shown, "more": max(0, len(ids) - 100)}


def _debited(row: DraftReceipt) -> Account | None:
    held = row.entity.debits_account if row.entity and channel(row.channel).is_debit else None
    return held or (row.journal.treasury_account if row.journal else None)
