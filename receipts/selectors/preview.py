"""What lines of the draft are, or will be, in the books."""

from collections.abc import Sequence
from typing import Any

from receipts.models import DraftReceipt


def preview(ids: Sequence[int]) -> dict[str, Any]:
    """``rows``: the first 100 of these lines with all that their entry holds, in two lines each:
    debit of the journal's treasury account, credit of the client's."""
    rows = (
        DraftReceipt.objects.filter(pk__in=list(ids)[:100])
        .select_related("entity", "account", "journal__treasury_account", "entry", "prepared_by")
        .defer("raw_data")
        .order_by("pk")
    )
    return {"rows": list(rows), "more": max(0, len(ids) - 100)}
