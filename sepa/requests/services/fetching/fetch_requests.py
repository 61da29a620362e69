"""Fetch pending requests page by page: drafted and committed first, acknowledged after."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from core.database.lookups import among
from core.jobs.services import jobs, outbox
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import ZERO
from receipts.draft.services.draft_receipts import draft_receipts
from sepa.mandates.models import Mandate
from sepa.requests.enums import RequestState
from sepa.requests.platform import (
    PendingRequest,
    Platform,
    PlatformError,
    Step,
    books_are_elsewhere,
    current_platform,
)
from sepa.requests.services.fetching.draft_requests import insert_mandates, line_of
from sepa.requests.services.fetching.fetched import Fetched
from sepa.requests.services.fetching.find_accounts import find_accounts
from sepa.requests.services.fetching.notify_fetched import notify_fetched, notify_unreadable

PAGE = 1000
_PDFS_PER_MESSAGE = 20


def fetch_requests(
    *, acting_user: User | None, now: datetime, platform: Platform | None = None
) -> Fetched:
    """Draft every pending request of the platform, then acknowledge it.

    Killed anywhere, or run twice at once, it drafts each request once: the request's uid is the
    line's identity. What cannot be read is left there and told to the administrators.
    Raises PlatformError; what was drafted before it stays drafted. Raises BusinessError where the
    books are at the installation that this one is the platform of.
    """
    if platform is None and books_are_elsewhere():
        raise BusinessError(
            _(
                "Cette installation porte l’extranet d’une autre : c’est elle qui relève les "
                "demandes de prélèvement."
            )
        )
    platform = platform or current_platform()
    fetched, after = Fetched(), 0
    while True:
        page = platform.pending(after=after, limit=PAGE)
        if page.requests:
            fetched += _take(page.requests, acting_user=acting_user, now=now)
            platform.tell(_acknowledged(page.requests))
            jobs.progress(fetched.count, fetched.count)
        if page.unreadable:
            notify_unreadable(page.unreadable)
            fetched += Fetched(unreadable=len(page.unreadable))
        if page.next is None:
            return fetched
        after = page.next


def _acknowledged(requests: Sequence[PendingRequest]) -> list[Step]:
    """Each was fetched when its mandate was written, by whichever worker: an acknowledgement that
    comes late or twice tells the same instant, and never overtakes what came after."""
    mandates = Mandate.objects.filter(among("request_uid", [each.uid for each in requests]))
    fetched: dict[datetime, list[UUID]] = defaultdict(list)
    for uid, at in mandates.values_list("request_uid", "fetched_at"):
        fetched[at].append(uid)
    return [Step(uids, RequestState.FETCHED, at) for at, uids in fetched.items()]


def _take(
    requests: Sequence[PendingRequest], *, acting_user: User | None, now: datetime
) -> Fetched:
    """Lines, mandates and messages of a page, in one transaction. Known requests are passed."""
    with transaction.atomic():
        accounts = find_accounts((each.entity_code, each.account_code) for each in requests)
        drafted = draft_receipts(
            [line_of(request, accounts, now=now) for request in requests], acting_user=acting_user
        )
        line_ids = {key: pk for (_channel, key), pk in drafted.created.items()}
        new = [request for request in requests if str(request.uid) in line_ids]
        try:
            insert_mandates(new, line_ids, now=now)
        except IntegrityError as error:
            raise PlatformError(
                _(
                    "La plateforme SEPA donne une référence de mandat déjà utilisée. Rien n’a été "
                    "enregistré : prévenez la personne qui s’occupe de l’installation."
                )
            ) from error
        _want_pdfs(new)
        accounts_paid = [accounts.of(request) for request in new]
        notify_fetched(new, accounts_paid, accounts)
    unassigned = sum(1 for facts in accounts_paid if facts is None or facts.refusal)
    return Fetched(len(new), sum((each.amount for each in new), ZERO), unassigned)


def _want_pdfs(requests: Sequence[PendingRequest]) -> None:
    """Ask, after commit, for the PDFs that are at another installation."""
    missing = [str(each.uid) for each in requests if each.pdf_id is None]
    for start in range(0, len(missing), _PDFS_PER_MESSAGE):
        uids = missing[start : start + _PDFS_PER_MESSAGE]
        outbox.enqueue("sepa.fetch_pdfs", identity=f"sepa.pdfs:{uids[0]}", payload={"uids": uids})
