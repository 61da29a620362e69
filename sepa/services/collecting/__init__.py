"""Files of direct debits for the bank: looked at first, then made, sent, settled or cancelled."""

from sepa.services.collecting.delivering import deliver_again
from sepa.services.collecting.generating import generate_collections
from sepa.services.collecting.preview import Group, Preview, preview_collections, warned
from sepa.services.collecting.states import (
    cancel_collection,
    mark_sent,
    settle_collection,
    settle_due,
)

__all__ = [
    "Group",
    "Preview",
    "cancel_collection",
    "deliver_again",
    "generate_collections",
    "mark_sent",
    "preview_collections",
    "settle_collection",
    "settle_due",
    "warned",
]
