"""Files of direct debits for the bank: looked at first, then made, sent, settled or cancelled."""

from sepa.collections.services.deliver_file import deliver_again
from sepa.collections.services.generate_collections import generate_collections
from sepa.collections.services.preview_collections import (
    Group,
    Preview,
    preview_collections,
    warned,
)
from sepa.collections.services.settle_collection import (
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
