"""The receiving side: show all the parts at once."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldError, ValidationError
from django.db import DataError, IntegrityError, transaction
from django.utils.translation import gettext as _

from extranet.publication.enums import PublicationState
from extranet.publication.formats import published
from extranet.publication.formats.refusals import PublicationRefusedError, Refusal, unreadable
from extranet.publication.formats.rows import MalformedError
from extranet.publication.models import (
    ExtranetSettings,
    Publication,
    PublishedAccount,
    PublishedLine,
    PublishedWaiting,
)
from extranet.publication.selectors.shown import last_received_uid
from extranet.publication.services.publishing import chunks
from extranet.publication.services.publishing.apply_accesses import apply_accesses
from extranet.publication.services.publishing.apply_accounts import (
    apply_accounts,
    apply_lines,
    apply_waiting,
)
from extranet.publication.services.publishing.apply_office import (
    apply_fingerprint_key,
    apply_logo,
    apply_office,
    apply_own_ibans,
)
from extranet.publication.services.publishing.apply_requests import (
    apply_posted_requests,
    apply_reopened_requests,
)

#: What rows of another shape, type or length than ours end in, up to the database.
_MALFORMED = (
    *(ArithmeticError, AttributeError, LookupError, TypeError, ValueError),
    *(DataError, FieldError, IntegrityError, ValidationError),
)

_APPLIERS: Mapping[type[published.Thing], Callable[[Publication, Iterable[Any]], None]] = {
    published.Office: apply_office,
    published.Logo: apply_logo,
    published.FingerprintKey: apply_fingerprint_key,
    published.OwnIban: apply_own_ibans,
    published.Account: apply_accounts,
    published.Line: apply_lines,
    published.Waiting: apply_waiting,
    published.Access: apply_accesses,
    published.PostedRequest: apply_posted_requests,
    published.ReopenedRequest: apply_reopened_requests,
}


def apply_publication(*, uid: UUID, chunk_count: int, now: datetime) -> Publication:
    """Show the publication to clients, whole or not at all; applying it twice applies it once.

    Raises PublicationRefusedError where parts are missing or malformed, or where they add to
    another publication than the one shown: the sender then sends everything.
    """
    with transaction.atomic():
        # Its row is the receiving side's lock: two publications never mix.
        ExtranetSettings.objects.select_for_update().get_or_create(pk=1)
        publication = Publication.objects.select_for_update().filter(uid=uid).first()
        if publication is None or publication.state == PublicationState.FAILED:
            raise PublicationRefusedError(
                Refusal.UNKNOWN_PUBLICATION,
                _("Cette publication n’est pas connue ici : rien n’a été changé."),
            )
        if publication.state == PublicationState.DONE:
            return publication
        if publication.base_uid and publication.base_uid != last_received_uid():
            raise PublicationRefusedError(
                Refusal.BASE_CHANGED, _("L’extranet ne montre plus la publication précédente.")
            )
        if publication.chunks.count() != chunk_count:
            raise PublicationRefusedError(
                Refusal.PARTS_MISSING,
                _("Il manque des parties de la publication : rien n’a été changé."),
            )
        try:
            _apply(publication, now=now)
        except MalformedError as error:
            raise unreadable(error.kind) from error
        except _MALFORMED as error:
            raise unreadable() from error
    return publication


def _apply(publication: Publication, *, now: datetime) -> None:
    PublishedWaiting.objects.all().delete()
    for kind, things in chunks.read_chunks(publication):
        _APPLIERS[kind](publication, things)
    gone = PublishedAccount.objects.exclude(publication=publication)
    PublishedLine.objects.filter(account__in=gone).delete()
    publication.withdrawn_count = gone.delete()[0]
    publication.account_count = PublishedAccount.objects.count()
    publication.state = PublicationState.DONE
    publication.finished_at = now
    publication.save()
    publication.chunks.all().delete()
