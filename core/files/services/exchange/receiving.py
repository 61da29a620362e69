"""Bring home the files that a folder holds: whole, once, archived before anyone reads them."""

from datetime import timedelta
from fnmatch import fnmatch

from django.utils import timezone
from django.utils.translation import gettext as _

from core.files.enums import AfterDownload, Direction, FileOutcome
from core.files.exchange.connecting import connect
from core.files.exchange.errors import ExchangeError, Reason
from core.files.exchange.transport import RemoteFile, Transport
from core.files.models import ArchivedFile, ExchangeFolder
from core.files.services import archive
from core.files.services.exchange.noting import alert, note_failure, note_success, page_of

#: A partner's file is larger only by accident; our disk is not theirs to fill.
MAX_BYTES = 2 << 30
_ATTEMPTS = 3
_BROKEN = (Reason.CUT, Reason.TIMEOUT)
#: A file that had been at rest for so long when we took it cannot hide a change under its date.
_AT_REST = timedelta(days=1)


def receive_files(folder: ExchangeFolder, *, kind: str, pattern: str = "*") -> list[ArchivedFile]:
    """Archive what is new in the folder, and return every file of ``kind`` that waits.

    A file waits until :func:`core.files.services.exchange.consume` has dealt with it, so what a
    killed worker left undone comes back. Files still being written are left for later; the same
    content is taken once, whoever scans at the same time; the case of ``pattern`` does not count.
    Call it outside transactions. Raises ExchangeError where the folder cannot be used.
    """
    handled: set[RemoteFile] = set()
    problems: list[str] = []
    for attempt in range(_ATTEMPTS):
        try:
            _scan(folder, kind, pattern, handled, problems)
        except ExchangeError as error:
            if error.reason in _BROKEN and attempt + 1 < _ATTEMPTS:
                continue
            note_failure(folder, error)
            raise
        break
    note_success(folder)
    _tell(folder, problems)
    return list(
        ArchivedFile.objects.filter(
            folder=folder, kind=kind, direction=Direction.IN, outcome=FileOutcome.STORED
        ).order_by("id")
    )


def _scan(
    folder: ExchangeFolder,
    kind: str,
    pattern: str,
    handled: set[RemoteFile],
    problems: list[str],
) -> None:
    with connect(folder) as transport:
        for remote in transport.list():
            if remote in handled or not _is_wanted(remote.name, pattern):
                continue
            if not _was_taken(folder, remote):
                try:
                    _take(transport, folder, remote.name, kind)
                except ExchangeError as error:
                    if error.reason in _BROKEN:
                        raise
                    # Another worker may have moved it since; the rest is for a person.
                    if error.reason != Reason.MISSING:
                        problems.append(f"{remote.name} : {error}")
            handled.add(remote)


def _is_wanted(name: str, pattern: str) -> bool:
    """Whether the name fits and is not one that programs give to what they still write."""
    lowered = name.lower()
    unfinished = lowered.startswith(".") or lowered.endswith((".part", ".tmp", ".filepart"))
    return not unfinished and fnmatch(lowered, pattern.lower())


def _was_taken(folder: ExchangeFolder, remote: RemoteFile) -> bool:
    """Whether these very bytes were taken, as far as name, size and date can prove it."""
    if remote.written_at is None or folder.after_download == AfterDownload.MOVE:
        return False
    return ArchivedFile.objects.filter(
        folder=folder,
        direction=Direction.IN,
        name=remote.name,
        size=remote.size,
        written_at=remote.written_at,
        created_at__gt=remote.written_at + _AT_REST,
    ).exists()


def _take(transport: Transport, folder: ExchangeFolder, name: str, kind: str) -> None:
    """Download, archive, then tidy the folder; what is still growing is left alone."""
    before = transport.stat(name)
    if before.size > MAX_BYTES:
        raise ExchangeError(Reason.TOO_LARGE, what=name)
    with archive.spool(name) as spooled:
        transport.fetch(name, spooled.write)
        if transport.stat(name) != before or spooled.size != before.size:
            return
        spooled.keep()
    file, _new = archive.record(
        spooled,
        name=name,
        kind=kind,
        direction=Direction.IN,
        folder=folder,
        written_at=before.written_at,
    )
    if folder.after_download == AfterDownload.MOVE:
        # The content's mark keeps two files of one name apart.
        kept_as = f"{file.sha256[:8]}-{name}"[:200]
        transport.move(name, folder.processed_folder, kept_as)


def _tell(folder: ExchangeFolder, problems: list[str]) -> None:
    for problem in problems:
        alert(
            # Dated: next month's file of the same name may meet the same obstacle.
            identity=f"receive:{folder.pk}:{timezone.localdate()}:{problem}",
            title=_("Dossier « %(folder)s » : un fichier n’a pas pu être relevé")
            % {"folder": folder.label},
            body=problem,
            link=page_of(folder),
        )
