"""Whether a client has just signed on an extranet that is another installation."""

from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from ledger.books.models import Account
from sepa.mandates.models import Mandate
from sepa.requests.platform import PendingRequest, Platform, PlatformError, current_platform
from sepa.requests.services.fetching.fetch_requests import PAGE


def refuse_signed_elsewhere(accounts: Iterable[Account]) -> None:
    """Where the extranet is another installation, ask it whether a request of these accounts waits
    there. Called outside any transaction.

    Raises BusinessError where one does, or where it cannot be asked: nobody pays twice.
    """
    platform = current_platform()
    if platform.is_local:
        return
    codes = {(account.entity.code, account.code) for account in accounts}
    try:
        waiting = {
            request.uid: request.account_code
            for request in _waiting(platform)
            if (request.entity_code, request.account_code) in codes
        }
    except PlatformError as error:
        raise BusinessError(
            _(
                "LSC ne peut pas savoir si le client vient de signer un prélèvement sur "
                "l’extranet : relevez d’abord les demandes au brouillard, puis recommencez. %(why)s"
            )
            % {"why": error}
        ) from error
    # What is fetched and not acknowledged yet is a line of the draft: it counts as one.
    known = Mandate.objects.filter(request_uid__in=list(waiting))
    for uid in known.values_list("request_uid", flat=True):
        del waiting[uid]
    if waiting:
        raise BusinessError(
            _(
                "Un prélèvement vient d’être signé sur l’extranet pour %(accounts)s : relevez-le "
                "d’abord au brouillard, pour ne pas faire payer deux fois."
            )
            % {"accounts": ", ".join(sorted(set(waiting.values())))}
        )


def _waiting(platform: Platform) -> Iterator[PendingRequest]:
    after: int | None = 0
    while after is not None:
        page = platform.pending(after=after, limit=PAGE)
        yield from page.requests
        after = page.next
