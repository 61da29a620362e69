"""Once the bank has paid a file, its debits leave the account of debits under way, each once."""

from typing import Any

from django.db import transaction

from core.lookups import among
from core.models import User
from core.services import audit, outbox
from receipts.models import DraftReceipt
from receipts.services.settle_debits import settle_debits
from sepa.enums import CollectionState
from sepa.models import Collection, CollectionTransaction

KIND = "sepa.move_paid"


def move_paid(collection: Collection, *, acting_user: User | None) -> None:
    """Move to the bank what is posted of this settled file and was not moved yet. The caller holds
    the file's lock. Raises what ``settle_debits`` refuses."""
    waiting = collection.transactions.filter(live=True, paid_entry__isnull=True)
    by_receipt = dict(waiting.values_list("mandate__receipt_id", "pk"))
    moved = settle_debits(
        list(by_receipt),
        bank=collection.bank_account,
        paid_on=collection.collection_date,
        # Not translated: the law wants the books in French (C. com. L123-22).
        label=f"Prélèvements réglés {collection.message_id}",
        voucher=f"PRLV{collection.pk}",
        acting_user=acting_user,
    )
    if moved is None:
        return
    paid = [by_receipt[receipt_id] for receipt_id in moved.receipt_ids]
    CollectionTransaction.objects.filter(among("pk", paid)).update(paid_entry=moved.entry_id)
    audit.record(
        "collection.move",
        acting_user=acting_user,
        on=collection,
        entry=moved.entry_id,
        amount=str(moved.total),
    )


def ask_moving(receipts: list[DraftReceipt], *, acting_user: User | None) -> None:
    """Within the posting of these lines: those that the bank has paid already are moved once it has
    committed, so that posting locks its journals in one go."""
    paid = CollectionTransaction.objects.filter(
        among("mandate__receipt_id", [row.pk for row in receipts]),
        live=True,
        collection__state=CollectionState.SETTLED,
        paid_entry__isnull=True,
    )
    entry_of = {row.pk: row.entry_id for row in receipts}
    for collection_id, receipt_id in paid.values_list("collection", "mandate__receipt_id"):
        outbox.enqueue(
            KIND,
            identity=f"{KIND}:{collection_id}:{entry_of[receipt_id]}",
            payload={
                "collection": collection_id,
                "user": acting_user.pk if acting_user else None,
            },
        )


@outbox.handles(KIND)
def _move(payload: dict[str, Any]) -> None:
    user = User.objects.filter(pk=payload["user"]).first()
    with transaction.atomic():
        rows = Collection.objects.select_for_update(of=("self",)).select_related("bank_account")
        move_paid(rows.get(pk=payload["collection"]), acting_user=user)
