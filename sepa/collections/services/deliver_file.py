"""The file's way to the folder where the bank's software picks it up, and back once cancelled."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.services import audit
from core.files.enums import FileOutcome, FolderKind
from core.files.exchange.connecting import connect
from core.files.models import ArchivedFile, ExchangeFolder
from core.files.services import exchange
from core.files.services.exchange import delivering
from core.jobs.enums import Level
from core.jobs.services import messages, outbox
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import BankAccount
from sepa.collections.enums import CollectionState
from sepa.collections.models import Collection

DEFAULT_FOLDER = "sepa"


def folder_of(account: BankAccount) -> ExchangeFolder:
    """The folder that the bank account names; failing one, the installation's own « SEPA ».

    Raises BusinessError where that one cannot be made on this machine.
    """
    if account.folder is not None:
        return account.folder
    try:
        Path(settings.SEPA_FOLDER).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BusinessError(
            _(
                "Le dossier « %(folder)s » ne peut pas être créé (%(error)s). Donnez un dossier "
                "d’échange à ce compte bancaire, ou faites corriger SEPA_FOLDER."
            )
            % {"folder": settings.SEPA_FOLDER, "error": error.strerror or error}
        ) from error
    folder, _made = ExchangeFolder.objects.get_or_create(
        code=DEFAULT_FOLDER,
        defaults={
            "label": _("Prélèvements SEPA"),
            "kind": FolderKind.LOCAL,
            "path": str(settings.SEPA_FOLDER),
        },
    )
    return folder


def deliver(collection: Collection) -> None:
    """Have the file left in its folder once the caller's transaction has committed."""
    exchange.deliver_file(collection.file, folder_of(collection.bank_account))


def withdraw(collection: Collection) -> None:
    """Stop a delivery that is still tried, and take back what was left, after commit.

    The archive no longer knows the file's folder: nobody can leave it there again.
    """
    file = collection.file
    outbox.call_off(delivering.KIND, prefix=f"deliver:{file.pk}:")
    outbox.enqueue(
        "sepa.withdraw_file",
        identity=f"sepa.withdraw_file:{collection.message_id}",
        payload={"collection": collection.pk, "folder": file.folder_id},
    )
    ArchivedFile.objects.filter(pk=file.pk).update(folder=None)


def withdraw_file(payload: dict[str, Any], *, now: datetime) -> None:
    """Delete a cancelled file that nobody has picked up, lest it be sent by mistake.

    Raises ExchangeError, or BusinessError while a worker is still leaving it: the outbox tries
    again.
    """
    collection = Collection.objects.select_related("file", "created_by").get(
        pk=payload["collection"]
    )
    folder = ExchangeFolder.objects.filter(pk=payload["folder"]).first()
    if folder is None or collection.state != CollectionState.CANCELLED:
        return
    file = collection.file
    if outbox.is_under_way(delivering.KIND, prefix=f"deliver:{file.pk}:"):
        raise BusinessError(
            _("« %(file)s » est encore en train d’être déposé.") % {"file": file.name}
        )
    with connect(folder) as transport:
        if any(each.name == file.name for each in transport.list()):
            transport.delete(file.name)
        elif file.outcome == FileOutcome.DELIVERED:
            _tell_it_was_taken(collection, folder)
    ArchivedFile.objects.filter(pk=file.pk).update(
        outcome=FileOutcome.STORED,
        report=_("Retiré le %(time)s.")
        % {"time": f"{timezone.localtime(now):%d/%m/%Y à %H:%M:%S}"},
    )


def _tell_it_was_taken(collection: Collection, folder: ExchangeFolder) -> None:
    """Somebody, or the bank's software, has it: it may be debited although it is cancelled."""
    messages.notify(
        {collection.created_by, *messages.users_receiving_messages()},
        identity=f"sepa.taken:{collection.message_id}",
        title=_("Fichier annulé %(message_id)s : assurez-vous qu’il n’est pas parti")
        % {"message_id": collection.message_id},
        body=_(
            "Il n’était plus dans le dossier « %(folder)s » quand LSC a voulu l’en "
            "retirer. S’il a été transmis à la banque, demandez-lui de le rappeler "
            "avant de remettre ces prélèvements dans un autre fichier : les clients "
            "seraient débités deux fois."
        )
        % {"folder": folder.label},
        link=reverse("sepa:collection", args=[collection.pk]),
        level=Level.ERROR,
        entities=[collection.entity_id],
    )


def deliver_again(collection: Collection, *, acting_user: User) -> None:
    """Leave the file in its folder once more. Raises BusinessError once it was sent or cancelled,
    and while it is on its way."""
    with transaction.atomic():
        locked = Collection.objects.select_for_update().get(pk=collection.pk)
        if locked.state != CollectionState.GENERATED:
            raise BusinessError(_("Ce fichier n’attend plus d’être déposé."))
        delivering.deliver_again(file=locked.file, acting_user=acting_user)
        audit.record("collection.deliver", acting_user=acting_user, on=locked)
