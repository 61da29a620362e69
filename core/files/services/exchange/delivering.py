"""Leave a file in a folder: whole or not at all, and again until it is there."""

from contextlib import suppress
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.services import audit
from core.files.enums import Direction, FileOutcome
from core.files.exchange.connecting import connect
from core.files.exchange.errors import ExchangeError, Reason
from core.files.exchange.transport import is_safe_name
from core.files.models import ArchivedFile, ExchangeFolder
from core.files.services import archive
from core.files.services.exchange.noting import alert, note_failure, note_success
from core.jobs.models import OutboxMessage
from core.jobs.services import outbox
from core.people.models import User
from core.text.errors import BusinessError

KIND = "exchange.deliver"


def _identity(file: ArchivedFile, folder: ExchangeFolder) -> str:
    return f"deliver:{file.pk}:{folder.pk}"


def deliver_file(file: ArchivedFile, folder: ExchangeFolder) -> None:
    """Have an archived file left in the folder once the caller's transaction has committed.

    Asked twice, it is left once. A failure is told, and retried for half a day. Raises
    BusinessError for a name that could not be that of a file.
    """
    if not is_safe_name(file.name):
        raise BusinessError(_("« %(name)s » n’est pas un nom de fichier.") % {"name": file.name})
    with transaction.atomic(savepoint=False):
        ArchivedFile.objects.filter(pk=file.pk).update(folder=folder)
        _enqueue(_identity(file, folder), file, folder)


def _enqueue(identity: str, file: ArchivedFile, folder: ExchangeFolder) -> None:
    outbox.enqueue(KIND, identity=identity, payload={"file": file.pk, "folder": folder.pk})


def is_ours(file: ArchivedFile) -> bool:
    """Whether it was :func:`deliver_file` that left the file, so that it can do so again."""
    return (
        file.direction == Direction.OUT
        and file.erased_at is None
        and file.folder is not None
        and OutboxMessage.objects.filter(kind=KIND, identity=_identity(file, file.folder)).exists()
    )


@transaction.atomic
def deliver_again(*, file: ArchivedFile, acting_user: User) -> None:
    """Leave a file in its folder once more. Raises BusinessError where it is on its way."""
    locked = ArchivedFile.objects.select_for_update().get(pk=file.pk)
    if locked.folder is None or not is_ours(locked):
        raise BusinessError(_("Ce fichier n’a pas été déposé dans un dossier d’échange."))
    identity = _identity(locked, locked.folder)
    asked = OutboxMessage.objects.filter(kind=KIND, identity__startswith=f"{identity}:")
    asked |= OutboxMessage.objects.filter(kind=KIND, identity=identity)
    if asked.filter(done_at=None, attempts__lt=outbox.MAX_ATTEMPTS).exists():
        raise BusinessError(_("Ce fichier est déjà en route : il repart tout seul après un échec."))
    ArchivedFile.objects.filter(pk=locked.pk).update(outcome=FileOutcome.STORED, error="")
    _enqueue(f"{identity}:{asked.count()}", locked, locked.folder)
    audit.record("file.deliver_again", acting_user=acting_user, on=locked)


def tell_failure(payload: dict[str, Any], error: Exception) -> None:
    """Say of a file, and to who minds it, that it was not left, and whether that goes on."""
    waiting = OutboxMessage.objects.filter(kind=KIND, payload=payload, done_at=None)
    last = not waiting.filter(attempts__lt=outbox.MAX_ATTEMPTS).exists()
    file = ArchivedFile.objects.get(pk=payload["file"])
    folder = ExchangeFolder.objects.get(pk=payload["folder"])
    if isinstance(error, ExchangeError):
        note_failure(folder, error)
    reason = str(error) if isinstance(error, BusinessError) else _("Une erreur inattendue.")
    then = (
        _("Nous n’essayons plus : corrigez, puis déposez-le à nouveau.")
        if last
        else _("Nous essayons à nouveau dans un moment.")
    )
    ArchivedFile.objects.filter(pk=file.pk).update(
        outcome=FileOutcome.FAILED, error=f"{reason} {then}"
    )
    alert(
        identity=f"deliver:{file.pk}:{folder.pk}:{'last' if last else 'first'}",
        title=_("« %(file)s » n’a pas pu être déposé dans « %(folder)s »")
        % {"file": file.name, "folder": folder.label},
        body=f"{reason} {then}",
        link=f"/parametres/fichiers/{file.pk}/",
    )


def deliver(payload: dict[str, Any]) -> None:
    """Leave the file in its folder: under its name only once it is there whole."""
    file = ArchivedFile.objects.get(pk=payload["file"])
    folder = ExchangeFolder.objects.get(pk=payload["folder"])
    # The same temporary name each time: a retry writes over what a cut left behind.
    part = f"{file.name[:180]}.{file.sha256[:8]}.part"
    with archive.open_archived(file) as source, connect(folder) as transport:
        try:
            transport.store(part, source)
            if transport.stat(part).size != file.size:
                raise ExchangeError(Reason.CUT, host=folder.host)
            transport.rename(part, file.name)
        except ExchangeError as error:
            if error.reason not in (Reason.CUT, Reason.TIMEOUT):
                with suppress(ExchangeError):
                    transport.delete(part)
            raise
    note_success(folder)
    ArchivedFile.objects.filter(pk=file.pk).update(
        outcome=FileOutcome.DELIVERED,
        error="",
        report=_("Déposé le %(time)s.") % {"time": f"{timezone.localtime():%d/%m/%Y à %H:%M:%S}"},
    )
