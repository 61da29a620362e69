"""Once the bank has paid a file, its debits leave the account of debits under way, each once; a
debit that is reversed afterwards, such as one that came back, leaves the bank's account again."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.lookups import among
from core.database.services import audit
from core.jobs.services import outbox
from core.people.models import User
from ledger.books.models import Entry
from receipts.draft.models import DraftReceipt
from receipts.draft.services.settle_debits import settle_debits, take_back_debit
from sepa.collections.enums import CollectionState
from sepa.collections.models import Collection, CollectionTransaction

KIND = "sepa.move_paid"
BACK = "sepa.move_back"
_VOUCHER = "PRLV"


def move_paid(
    collection: Collection, *, acting_user: User | None, entry_date: date | None = None
) -> None:
    """Move to the bank what is posted of this settled file and was not moved yet. The caller holds
    the file's lock. ``entry_date`` is the entry's where not the day of the debit. Raises what
    ``settle_debits`` refuses."""
    waiting = collection.transactions.filter(live=True, paid_entry__isnull=True)
    by_receipt = dict(waiting.values_list("mandate__receipt_id", "pk"))
    moved = settle_debits(
        list(by_receipt),
        bank=collection.bank_account,
        paid_on=entry_date or collection.collection_date,
        # Not translated: the law wants the books in French (C. com. L123-22).
        label=f"Prélèvements réglés {collection.message_id}",
        voucher=f"{_VOUCHER}{collection.pk}",
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


def ask_moving_back(receipts: list[DraftReceipt], *, acting_user: User | None) -> None:
    """Within the reversal of these lines: once it has committed, what was moved for them, or is
    being moved at this moment, goes back."""
    filed = CollectionTransaction.objects.filter(
        among("mandate__receipt_id", [row.pk for row in receipts]), live=True
    )
    for pk, collection_id, receipt_id in filed.values_list(
        "pk", "collection", "mandate__receipt_id"
    ):
        outbox.enqueue(
            BACK,
            identity=f"{BACK}:{receipt_id}",
            payload={
                "collection": collection_id,
                "transaction": pk,
                "receipt": receipt_id,
                "user": acting_user.pk if acting_user else None,
            },
        )


def move(payload: dict[str, Any]) -> None:
    """Move what was posted after the bank had paid its file."""
    with transaction.atomic():
        move_paid(_locked(payload), acting_user=_user_of(payload))


def move_back(payload: dict[str, Any]) -> None:
    """Take a reversed debit back from the bank, where it was moved there."""
    user = _user_of(payload)
    with transaction.atomic():
        collection = _locked(payload)
        debit = CollectionTransaction.objects.select_related("paid_entry").get(
            pk=payload["transaction"]
        )
        settled = debit.paid_entry
        if settled and take_back_debit(payload["receipt"], settled=settled, acting_user=user):
            debit.paid_entry = None
            debit.save(update_fields=["paid_entry"])
            audit.record("collection.move_back", acting_user=user, on=collection)
            # Drafted and posted again meanwhile, its money is the bank's still.
            move_paid(collection, acting_user=user)


def _locked(payload: dict[str, Any]) -> Collection:
    rows = Collection.objects.select_for_update(of=("self",)).select_related("bank_account")
    return rows.get(pk=payload["collection"])


def _user_of(payload: dict[str, Any]) -> User | None:
    return User.objects.filter(pk=payload["user"]).first()


def against_reversal(entry: Entry) -> str:
    """An entry that settles a file is undone debit by debit, with the receipts."""
    if not entry.voucher.startswith(_VOUCHER):
        return ""
    if not CollectionTransaction.objects.filter(paid_entry=entry).exists():
        return ""
    return _(
        "Cette écriture règle un fichier de prélèvements. Contre-passez, depuis leur fiche, les "
        "règlements revenus : leur part quitte alors la banque."
    )
