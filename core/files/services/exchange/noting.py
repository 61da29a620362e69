"""What a folder answered last, and who must know."""

from django.utils import timezone
from django.utils.translation import gettext as _

from core.files.exchange.errors import ExchangeError, Reason
from core.files.exchange.fingerprints import fingerprint
from core.files.models import ExchangeFolder
from core.jobs.enums import Level
from core.jobs.services import messages


def page_of(folder: ExchangeFolder) -> str:
    """Where a person mends the folder."""
    return f"/parametres/dossiers/{folder.pk}/"


def note_success(folder: ExchangeFolder) -> None:
    """The folder answered."""
    ExchangeFolder.objects.filter(pk=folder.pk).update(
        last_contact_at=timezone.now(), last_error=""
    )


def note_failure(folder: ExchangeFolder, error: ExchangeError) -> None:
    """The folder could not be used. A server that changed its key is an alert."""
    changed: dict[str, str] = {"last_error": str(error)}
    if error.offered:
        changed["offered_host_key"] = error.offered
    ExchangeFolder.objects.filter(pk=folder.pk).update(**changed)
    if error.reason == Reason.HOST_KEY_CHANGED:
        shown = fingerprint(error.offered)
        alert(
            # Dated: a key that comes back, a year later, is news again.
            identity=f"hostkey:{folder.pk}:{timezone.localdate()}:{shown}",
            title=_("Dossier « %(folder)s » : le serveur a changé de clé")
            % {"folder": folder.label},
            body=_("%(error)s\n\nEmpreinte reconnue : %(host_key)s\nEmpreinte montrée : %(shown)s")
            % {"error": error, "host_key": fingerprint(folder.host_key), "shown": shown},
            link=page_of(folder),
        )


def alert(*, identity: str, title: str, body: str, link: str) -> None:
    """Tell the administrators, and whoever receives system messages, once."""
    messages.notify(
        [*messages.administrators(), *messages.users_receiving_messages()],
        identity=identity[:120],
        title=title[:200],
        body=body,
        link=link,
        level=Level.ERROR,
    )
