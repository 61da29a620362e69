"""The platform writes down what the back office tells it of the requests."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection, transaction

from core.bulk import insert_new, update_rows
from sepa.enums import RequestState
from sepa.models import OneOffRequest, RequestStep
from sepa.platform.base import Step

#: What only the client does: the back office cannot tell it.
CLIENT_STATES = frozenset({RequestState.DRAFT, RequestState.PENDING})

_Known = tuple[int, UUID, str, datetime | None, datetime | None, date | None]


def record_steps(steps: Sequence[Step]) -> int:
    """Write down the steps, in a constant number of statements. Returns how many were news.

    A step told twice is written once; one told late does not undo a later one. Steps of requests
    that are unknown or not signed are passed over.
    """
    wanted = [step for step in steps if step.state not in CLIENT_STATES]
    if not wanted:
        return 0
    with transaction.atomic():
        known: dict[UUID, _Known] = {
            row[1]: row
            for row in OneOffRequest.objects.select_for_update()
            .filter(uid__in={step.uid for step in wanted})
            .exclude(state=RequestState.DRAFT)
            .order_by("pk")
            .values_list("pk", "uid", "state", "state_at", "posted_at", "debit_date")
        }
        wanted = [step for step in wanted if step.uid in known]
        adapt = connection.ops.adapt_datetimefield_value
        news = insert_new(
            RequestStep,
            ["request", "state", "at"],
            sorted({(known[step.uid][0], step.state, adapt(step.at)) for step in wanted}),
            identity=("request", "state", "at"),
        )
        _bring_up_to_date(wanted, known)
    return len(news)


def _bring_up_to_date(steps: Sequence[Step], known: dict[UUID, _Known]) -> None:
    after = dict(known)
    for step in sorted(steps, key=lambda step: step.at):
        pk, uid, state, state_at, posted_at, debit_date = after[step.uid]
        # A clock that is slow here must not leave a fetched request pending there for ever.
        if state == RequestState.PENDING or state_at is None or step.at >= state_at:
            state, state_at = step.state, step.at
        if step.state == RequestState.POSTED:
            posted_at = posted_at or step.at
        after[uid] = (pk, uid, state, state_at, posted_at, step.debit_date or debit_date)
    adapt = connection.ops.adapt_datetimefield_value
    update_rows(
        OneOffRequest,
        ["state", "state_at", "posted_at", "debit_date"],
        [
            (pk, state, adapt(state_at), adapt(posted_at), debit_date)
            for pk, uid, state, state_at, posted_at, debit_date in after.values()
            if known[uid] != after[uid]
        ],
    )
