"""Into which journal an entity's receipts go, by channel."""

from collections.abc import Mapping
from typing import Any

from ledger.books.models import Entity, Journal, ReceiptJournal


def set_journals(entity: Entity, journals: Mapping[str, Journal | None]) -> dict[str, Any]:
    """Write the journals by channel; what differs, by channel."""
    known = {
        setting.channel: setting
        for setting in ReceiptJournal.objects.filter(entity=entity).select_related("journal")
    }
    changes = {}
    for channel, journal in journals.items():
        old = known[channel].journal if channel in known else None
        if old == journal:
            continue
        changes[f"journal_{channel}"] = [old.code if old else "", journal.code if journal else ""]
        if journal is None:
            known[channel].delete()
        else:
            ReceiptJournal.objects.update_or_create(
                entity=entity, channel=channel, defaults={"journal": journal}
            )
    return changes
