"""Describe an exchange folder, and recognise the key of its server."""

import ssl
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from core.database.services import audit
from core.files.enums import AfterDownload, FolderKind, FolderLogin
from core.files.exchange.errors import ExchangeError
from core.files.exchange.fingerprints import fingerprint
from core.files.exchange.local import refuse_private
from core.files.exchange.transport import is_safe_name
from core.files.models import ExchangeFolder
from core.people.models import User
from core.text.errors import BusinessError

SECRETS = ("password", "private_key", "passphrase")
#: Whoever changes one of these may send the secrets elsewhere: they are asked for again.
_WHEREABOUTS = ("kind", "host", "port", "username")
_PLAIN = (
    "code",
    "label",
    "kind",
    "path",
    "host",
    "port",
    "username",
    "login",
    "authority",
    "after_download",
    "processed_folder",
)


def with_values(folder: ExchangeFolder | None, values: Mapping[str, Any]) -> ExchangeFolder:
    """The folder as ``values`` would make it. An empty secret means the one that is kept.

    What belongs to another protocol, or to another way of signing in, is dropped.
    """
    wanted = ExchangeFolder.objects.get(pk=folder.pk) if folder else ExchangeFolder()
    moved = any(getattr(wanted, name) != values[name] for name in _WHEREABOUTS)
    for name in _PLAIN:
        setattr(wanted, name, values[name])
    for name in SECRETS:
        if values[name] or moved:
            setattr(wanted, name, values[name])
    if wanted.kind != FolderKind.SFTP:
        wanted.login = FolderLogin.PASSWORD
    if wanted.kind == FolderKind.LOCAL:
        wanted.host, wanted.port, wanted.username, wanted.authority = "", None, "", ""
        wanted.password = ""
    if wanted.kind != FolderKind.FTPS:
        wanted.authority = ""
    if wanted.login == FolderLogin.KEY:
        wanted.password = ""
    else:
        wanted.private_key = wanted.passphrase = ""
    if moved or wanted.kind != FolderKind.SFTP:
        wanted.host_key = wanted.offered_host_key = wanted.last_error = ""
        wanted.last_contact_at = None
    return wanted


def problems_of(folder: ExchangeFolder) -> dict[str, str]:
    """What is missing or wrong in a description, by field, in words."""
    if folder.kind == FolderKind.LOCAL:
        problems = _local_problems(folder.path)
    else:
        problems = _remote_problems(folder)
    if folder.after_download == AfterDownload.MOVE and not is_safe_name(folder.processed_folder):
        problems["processed_folder"] = _("Donnez un simple nom de dossier, comme « traites ».")
    return problems


def _local_problems(path: str) -> dict[str, str]:
    if not Path(path).is_absolute():
        return {"path": _("Donnez le chemin complet, depuis la racine.")}
    try:
        refuse_private(Path(path))
    except ExchangeError:
        return {"path": _("Ce dossier est privé : il contient les fichiers du système ou de LSC.")}
    return {}


def _remote_problems(folder: ExchangeFolder) -> dict[str, str]:
    problems = {}
    if not folder.host:
        problems["host"] = _("Indiquez le nom du serveur.")
    if not folder.username:
        problems["username"] = _("Indiquez l’identifiant que le partenaire vous a donné.")
    if folder.login == FolderLogin.KEY:
        problems |= _key_problems(folder)
    elif not folder.password:
        problems["password"] = _(
            "Saisissez le mot de passe (à nouveau si le serveur ou l’identifiant change)."
        )
    if folder.authority:
        try:
            ssl.create_default_context(cadata=folder.authority)
        except (ssl.SSLError, ValueError):
            problems["authority"] = _("Ce n’est pas un certificat au format PEM.")
    return problems


def _key_problems(folder: ExchangeFolder) -> dict[str, str]:
    from core.files.exchange.keys import private_key

    if not folder.private_key:
        return {
            "private_key": _(
                "Collez la clé privée (à nouveau si le serveur ou l’identifiant change)."
            )
        }
    try:
        private_key(folder.private_key, folder.passphrase)
    except ExchangeError as error:
        return {"private_key": str(error)}
    return {}


@transaction.atomic
def save_folder(
    *, folder: ExchangeFolder | None, values: Mapping[str, Any], acting_user: User
) -> ExchangeFolder:
    """Create or change a folder. Raises BusinessError where the description does not hold."""
    before = ExchangeFolder.objects.select_for_update().get(pk=folder.pk) if folder else None
    wanted = with_values(before, values)
    problems = problems_of(wanted)
    if problems:
        raise BusinessError(_("Ce dossier n’est pas enregistré."), list(problems.values()))
    wanted.save()
    if before is None:
        audit.record("folder.create", acting_user=acting_user, on=wanted, kind=wanted.kind)
        return wanted
    changed = audit.changes(before, wanted, _PLAIN)
    # That a secret changed is told; neither what it was nor what it is.
    changed |= {
        name: _("changé") for name in SECRETS if getattr(before, name) != getattr(wanted, name)
    }
    if changed:
        audit.record("folder.update", acting_user=acting_user, on=wanted, **changed)
    return wanted


@transaction.atomic
def pin_host_key(*, folder: ExchangeFolder, shown: str, acting_user: User) -> None:
    """Recognise the key whose fingerprint was ``shown``. Raises BusinessError for any other."""
    locked = ExchangeFolder.objects.select_for_update().get(pk=folder.pk)
    if not shown or fingerprint(locked.offered_host_key) != shown:
        raise BusinessError(
            _("Le serveur ne montre plus cette empreinte : testez la connexion à nouveau.")
        )
    before = fingerprint(locked.host_key)
    locked.host_key, locked.offered_host_key = locked.offered_host_key, ""
    locked.last_error = ""
    locked.save(update_fields=["host_key", "offered_host_key", "last_error"])
    audit.record(
        "folder.pin_host_key", acting_user=acting_user, on=locked, fingerprint=[before, shown]
    )


@transaction.atomic
def delete_folder(*, folder: ExchangeFolder, acting_user: User) -> None:
    """Forget a folder that nothing uses. Raises BusinessError otherwise."""
    audit.record("folder.delete", acting_user=acting_user, on=folder)
    try:
        folder.delete()
    except ProtectedError as error:
        raise BusinessError(
            _("Ce dossier sert ou a servi : il ne peut plus être supprimé.")
        ) from error
