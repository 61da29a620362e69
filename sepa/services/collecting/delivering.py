"""Leave the file where the bank's software picks it up: whole or not at all, tried again."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from core.enums import FileOutcome, Level
from core.errors import BusinessError
from core.exchange.errors import ExchangeError
from core.exchange.local import LocalTransport
from core.exchange.transport import Transport
from core.models import User
from core.services import archive, audit, messages, outbox
from sepa.enums import CollectionState
from sepa.models import Collection


def _place(collection: Collection) -> str:
    folder = collection.bank_account.folder
    return folder.path if folder else str(settings.SEPA_FOLDER)


@contextmanager
def _opened(collection: Collection) -> Iterator[Transport]:
    """The folder of the creditor account; failing one, the installation's own."""
    if collection.bank_account.folder is None:
        Path(settings.SEPA_FOLDER).mkdir(parents=True, exist_ok=True)
    transport = LocalTransport(_place(collection))
    try:
        yield transport
    finally:
        transport.close()


def _collection(payload: dict[str, Any]) -> Collection:
    return Collection.objects.select_related("file", "bank_account__folder").get(
        pk=payload["collection"]
    )


@outbox.handles("sepa.deliver_file")
def deliver_file(payload: dict[str, Any]) -> None:
    """Write the archived bytes, then give them their name: whole, or not there at all.

    Raises ExchangeError: the outbox tries again.
    """
    collection = _collection(payload)
    if collection.state != CollectionState.GENERATED:
        return
    name = collection.file.name
    with _opened(collection) as folder, archive.open_archived(collection.file) as content:
        try:
            folder.store(f".part-{name}", content)
            folder.rename(f".part-{name}", name)
        except ExchangeError:
            with suppress(ExchangeError):
                folder.delete(f".part-{name}")
            raise
    collection.file.outcome, collection.file.error = FileOutcome.DELIVERED, ""
    collection.file.save(update_fields=["outcome", "error"])


@outbox.when_failing("sepa.deliver_file")
def tell_failure(payload: dict[str, Any], error: Exception) -> None:
    """Say it on the file, and once to who made it: the bytes are safe in the archive."""
    collection = _collection(payload)
    collection.file.outcome, collection.file.error = FileOutcome.FAILED, str(error)
    collection.file.save(update_fields=["outcome", "error"])
    messages.notify(
        [collection.created_by],
        identity=f"sepa.deliver_file:{collection.message_id}",
        title=f"Le fichier {collection.file.name} n’a pas pu être déposé",
        body=f"Dossier « {_place(collection)} ». {error}\nRien n’est perdu : le fichier est "
        "archivé, téléchargez-le depuis sa fiche. LSC réessaie de lui-même.",
        link=reverse("sepa:collection", args=[collection.pk]),
        level=Level.ERROR,
    )


@outbox.handles("sepa.withdraw_file")
def withdraw_file(payload: dict[str, Any]) -> None:
    """Take back a cancelled file that nobody has picked up, lest it be sent by mistake."""
    collection = _collection(payload)
    if collection.state == CollectionState.CANCELLED:
        with _opened(collection) as folder:
            if any(file.name == collection.file.name for file in folder.list()):
                folder.delete(collection.file.name)


def deliver_again(collection: Collection, *, acting_user: User) -> None:
    """Try at once to leave the file in its folder. Raises BusinessError once it was sent."""
    with transaction.atomic():
        locked = Collection.objects.select_for_update().get(pk=collection.pk)
        if locked.state != CollectionState.GENERATED:
            raise BusinessError("Ce fichier n’attend plus d’être déposé.")
        audit.record("collection.deliver", acting_user=acting_user, on=locked)
        outbox.enqueue(
            "sepa.deliver_file",
            identity=f"sepa.deliver_file:{locked.message_id}:{timezone.now().isoformat()}",
            payload={"collection": locked.pk},
        )
