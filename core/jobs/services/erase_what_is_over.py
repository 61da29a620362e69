"""The nightly erasure: each kind of data that reached the end of its retention."""

import logging
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.database.retention import KINDS
from core.jobs.services import jobs
from core.text.errors import BusinessError

logger = logging.getLogger(__name__)
SERVICE = "core.erase"


def erase_what_is_over(now: datetime) -> dict[str, int]:
    """Erase kind after kind; one that fails stops none of the others. Returns how many by code.

    Raises BusinessError that names what could not be erased.
    """
    erased: dict[str, int] = {}
    failed: list[str] = []
    kinds = [kind for kind in KINDS if kind.erase is not None]
    for rank, kind in enumerate(kinds, start=1):
        try:
            erased[kind.code] = kind.erase(now) if kind.erase else 0
        except Exception:  # what is over elsewhere must be erased all the same
            logger.exception("Kind of data %s could not be erased", kind.code)
            failed.append(str(kind.label))
        jobs.progress(rank, len(kinds))
    if failed:
        raise BusinessError(
            _("Pas effacé, malgré la fin de la conservation : %(kinds)s. Nouvel essai demain.")
            % {"kinds": ", ".join(failed)}
        )
    return erased


def run_scheduled() -> str:
    """The scheduled service: one sentence that names what was erased."""
    erased = erase_what_is_over(timezone.now())
    labels = {kind.code: str(kind.label) for kind in KINDS}
    told = [f"{labels[code]} : {count}" for code, count in erased.items() if count]
    count = sum(erased.values())
    sentence = ngettext(
        "%(count)d donnée effacée au terme de sa conservation.",
        "%(count)d données effacées au terme de leur conservation.",
        count,
    ) % {"count": count}
    return " ".join([sentence, *([f"{' ; '.join(told)}."] if told else [])])
