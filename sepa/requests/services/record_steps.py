"""The platform writes down what the back office tells it of the requests."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Coalesce

from core.database.bulk import insert_alike
from core.database.lookups import among
from core.jobs.services import outbox
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest, RequestStep
from sepa.requests.platform.base import Step

#: What only the client does: the back office cannot tell it.
CLIENT_STATES = frozenset({RequestState.DRAFT, RequestState.PENDING})


#: The clocks of two installations differ a little.
CLOCK_SKEW = timedelta(minutes=10)
#: The day of a debit is told within days of its file; one a year away is a slip.
_FARTHEST_DEBIT = timedelta(days=400)
_FETCHED = {RequestState.PENDING, RequestState.FETCHED, RequestState.IN_FILE}
_SENT = {*_FETCHED, RequestState.SENT}
#: What each state may follow: a file not sent yet may be cancelled, and so may a payment that was
#: posted, reversed and drafted again; nothing else goes back.
_FOLLOWS = {
    RequestState.FETCHED: _FETCHED,
    RequestState.IN_FILE: _FETCHED,
    RequestState.SENT: _SENT,
    RequestState.SETTLED: {*_SENT, RequestState.SETTLED},
    RequestState.POSTED: {*_SENT, RequestState.SETTLED, RequestState.POSTED},
    RequestState.CANCELLED: {*_SENT, RequestState.POSTED, RequestState.CANCELLED},
}


def record_steps(steps: Sequence[Step], *, now: datetime) -> int:
    """Write down the steps, in a few statements for each state told. Returns how many were news.

    A step told twice is written once; one told late does not undo a later one, and a request never
    goes back to a state that it has passed, whatever the date told. Steps of requests that are
    unknown or not signed, of a moment to come or before the signature, are passed over.
    """
    groups: dict[tuple[str, datetime, date | None], list[UUID]] = {}
    for step in steps:
        if step.state not in CLIENT_STATES and _is_of_our_time(step, now):
            groups.setdefault((step.state, step.at, step.debit_date), []).extend(step.uids)
    with transaction.atomic(savepoint=False):
        return sum(
            _record(uids, state, at, debit_date)
            for (state, at, debit_date), uids in sorted(
                groups.items(), key=lambda group: group[0][1]
            )
        )


def _is_of_our_time(step: Step, now: datetime) -> bool:
    if step.debit_date and abs(step.debit_date - now.date()) > _FARTHEST_DEBIT:
        return False
    return step.at <= now + CLOCK_SKEW


def _record(uids: Sequence[UUID], state: str, at: datetime, debit_date: date | None) -> int:
    signed = OneOffRequest.objects.filter(
        among("uid", uids), signed_at__lte=at + CLOCK_SKEW
    ).exclude(state=RequestState.DRAFT)
    # Locked in one order, whoever else tells the same requests.
    ids = list(signed.select_for_update().order_by("pk").values_list("pk", flat=True))
    if not ids:
        return 0
    # A clock that is slow here must not leave a fetched request pending there for ever.
    is_news = Q(state=RequestState.PENDING) | Q(state_at__isnull=True) | Q(state_at__lte=at)
    is_news &= Q(state__in=_FOLLOWS[RequestState(state)])
    OneOffRequest.objects.filter(among("pk", ids)).update(
        state=Case(When(is_news, then=Value(state)), default=F("state")),
        state_at=Case(When(is_news, then=Value(at)), default=F("state_at")),
        fetched_at=Coalesce(F("fetched_at"), Value(at)),
        **({"debit_date": debit_date} if debit_date else {}),
        **(
            {"posted_at": Case(When(posted_at=None, then=Value(at)), default=F("posted_at"))}
            if state == RequestState.POSTED
            else {}
        ),
    )
    if state == RequestState.SENT and debit_date:
        _announce(ids, debit_date)
    told_at = connection.ops.adapt_datetimefield_value(at)
    return insert_alike(RequestStep, "request", ids, same={"state": state, "at": told_at})


def _announce(ids: Sequence[int], debit_date: date) -> None:
    """Have the day of the debit mailed, once: the creditor owes the debtor that notice."""
    outbox.enqueue_all(
        "sepa.debit_mail",
        {
            f"sepa.debit_mail:{uid}:{debit_date}": {
                "request": pk,
                "debit_date": debit_date.isoformat(),
            }
            for pk, uid in OneOffRequest.objects.filter(among("pk", ids))
            .exclude(email="")
            .values_list("pk", "uid")
        },
    )
