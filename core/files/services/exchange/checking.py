"""*Tester la connexion*: try a folder for real and say what happened."""

from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.files.exchange.connecting import connect
from core.files.exchange.errors import ExchangeError, Reason
from core.files.exchange.transport import Transport
from core.files.models import ExchangeFolder
from core.files.services.exchange.noting import note_failure, note_success

#: What would tell an open port from a closed one.
_NO_ANSWER = {Reason.REFUSED, Reason.TIMEOUT, Reason.CUT, Reason.NO_TLS, Reason.PROTOCOL}
_TRIAL = "lsc-essai.part"


@dataclass(frozen=True)
class Step:
    """One thing that was tried, and what came of it in words."""

    label: str
    ok: bool
    sentence: str


def check_folder(*, folder: ExchangeFolder) -> list[Step]:
    """Sign in, list, then write, rename and delete a file of a few bytes.

    A folder that may only be read is a fault only for whoever wants to write there.
    """
    try:
        with connect(folder) as transport:
            steps = [
                Step(_("Connexion"), True, _("Le serveur répond et nous reconnaît.")),
                _reading(transport),
                _writing(transport),
            ]
    except ExchangeError as error:
        told = error
        if error.reason in _NO_ANSWER:
            told = ExchangeError(Reason.NO_ANSWER, host=folder.host)
        note_failure(folder, told)
        return [Step(_("Connexion"), False, str(told))]
    note_success(folder)
    return steps


def _reading(transport: Transport) -> Step:
    try:
        count = len(transport.list())
    except ExchangeError as error:
        return Step(_("Lecture"), False, str(error))
    sentence = ngettext("%(count)d fichier s’y trouve.", "%(count)d fichiers s’y trouvent.", count)
    return Step(_("Lecture"), True, sentence % {"count": count})


def _writing(transport: Transport) -> Step:
    try:
        transport.store(_TRIAL, BytesIO(b"LSC\n"))
        transport.rename(_TRIAL, f"{_TRIAL}.2")
        transport.delete(f"{_TRIAL}.2")
    except ExchangeError as error:
        for name in (_TRIAL, f"{_TRIAL}.2"):
            with suppress(ExchangeError):
                transport.delete(name)
        then = _("Sans importance si nous ne faisons que lire ce dossier.")
        return Step(_("Écriture"), False, f"{error} {then}")
    return Step(_("Écriture"), True, _("Nous pouvons y déposer, renommer et effacer un fichier."))
