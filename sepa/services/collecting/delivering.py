"""The file's way to the folder where the bank's software picks it up, and back once cancelled."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.enums import FolderKind
from core.errors import BusinessError
from core.exchange.connecting import connect
from core.models import ExchangeFolder, OutboxMessage, User
from core.services import audit, exchange, outbox
from core.services.exchange import delivering
from ledger.models import BankAccount
from sepa.enums import CollectionState
from sepa.models import Collection

DEFAULT_FOLDER = "sepa"


def folder_of(account: BankAccount) -> ExchangeFolder:
    """The folder that the bank account names; failing one, the installation's own « SEPA »."""
    if account.folder is not None:
        return account.folder
    Path(settings.SEPA_FOLDER).mkdir(parents=True, exist_ok=True)
    folder, _made = ExchangeFolder.objects.get_or_create(
        code=DEFAULT_FOLDER,
        defaults={
            "label": "Prélèvements SEPA",
            "kind": FolderKind.LOCAL,
            "path": str(settings.SEPA_FOLDER),
        },
    )
    return folder


def deliver(collection: Collection) -> None:
    """Have the file left in its folder once the caller's transaction has committed."""
    exchange.deliver_file(collection.file, folder_of(collection.bank_account))


def withdraw(collection: Collection) -> None:
    """Stop a delivery that is still tried, and take back what was left, after commit."""
    OutboxMessage.objects.filter(
        kind=delivering.KIND, identity__startswith=f"deliver:{collection.file_id}:", done_at=None
    ).update(done_at=timezone.now())
    outbox.enqueue(
        "sepa.withdraw_file",
        identity=f"sepa.withdraw_file:{collection.message_id}",
        payload={"collection": collection.pk},
    )


@outbox.handles("sepa.withdraw_file")
def withdraw_file(payload: dict[str, Any]) -> None:
    """Delete a cancelled file that nobody has picked up, lest it be sent by mistake.

    Raises ExchangeError: the outbox tries again.
    """
    collection = Collection.objects.select_related("file__folder").get(pk=payload["collection"])
    folder, name = collection.file.folder, collection.file.name
    if folder is None or collection.state != CollectionState.CANCELLED:
        return
    with connect(folder) as transport:
        if any(file.name == name for file in transport.list()):
            transport.delete(name)


def deliver_again(collection: Collection, *, acting_user: User) -> None:
    """Leave the file in its folder once more. Raises BusinessError once it was sent or cancelled,
    and while it is on its way."""
    with transaction.atomic():
        locked = Collection.objects.select_for_update().get(pk=collection.pk)
        if locked.state != CollectionState.GENERATED:
            raise BusinessError("Ce fichier n’attend plus d’être déposé.")
        delivering.deliver_again(file=locked.file, acting_user=acting_user)
        audit.record("collection.deliver", acting_user=acting_user, on=locked)
