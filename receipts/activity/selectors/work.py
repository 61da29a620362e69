"""What each person did at the counter beside the money they keyed: batches, slips, corrections."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Q, QuerySet, Sum

from core.database.models import AuditEvent
from core.database.portfolio import in_force
from core.people.models import User
from core.screens.selectors.audit import within_portfolio
from core.text.money import ZERO
from receipts.activity.selectors.period import Period
from receipts.counter.models import Batch, DepositSlip
from receipts.draft.selectors.draft_lines import SEE_OTHERS

#: A longer pause between two cheques of a batch is no keying.
PAUSE_SECONDS = 300
#: An average of fewer says nothing.
LEAST_PACED = 5
#: Column → verbs of the audit trail. A cheque cancelled shows as its lines, cancelled or reversed.
CORRECTIONS: Mapping[str, tuple[str, ...]] = {
    "changed": ("cheque.change", "cheque.remove"),
    "cancelled": ("receipt.cancel",),
    "reversed": ("receipt.reverse",),
    "bounced": ("cheque.bounce",),
}


@dataclass
class Work:
    """One person's work; ``deposited`` in euros, ``pace`` in seconds a cheque."""

    opened: int = 0
    closed: int = 0
    slips: int = 0
    cheques: int = 0
    deposited: Decimal = ZERO
    changed: int = 0
    cancelled: int = 0
    reversed: int = 0
    bounced: int = 0
    #: None where too few cheques follow each other to say.
    pace: int | None = None


def work(user: User, period: Period) -> dict[int | None, Work]:
    """Work by person, in five statements; the user's own where they may see no others'."""
    found: dict[int | None, Work] = defaultdict(Work)
    for name, field, at in (("opened", "owner", "opened_at"), ("closed", "closed_by", "closed_at")):
        rows = _own(_within(Batch.objects.all(), at, period), field, user)
        for who, count in rows.order_by().values_list(field).annotate(count=Count("pk")):
            setattr(found[who], name, count)
    for who, slips, cheques, total in _deposits(user, period):
        worked = found[who]
        worked.slips, worked.cheques, worked.deposited = slips, cheques, total
    for row in _corrections(user, period):
        who, counts = row[0], row[1:]
        for name, count in zip(CORRECTIONS, counts, strict=True):
            setattr(found[who], name, count)
    for who, seconds in _paces(user, period):
        found[who].pace = round(seconds)
    return dict(found)


def total_of(rows: Iterable[Work]) -> Work:
    """Sums over persons; a pace is nobody's sum."""
    every = list(rows)
    names = ("opened", "closed", "slips", "cheques", "deposited", *CORRECTIONS)
    return Work(**{name: sum((getattr(row, name) for row in every), start=0) for name in names})


def _within(rows: QuerySet[Any], field: str, period: Period) -> QuerySet[Any]:
    start, end = period.bounds
    return rows.filter(**{f"{field}__gte": start, f"{field}__lt": end})


def _own(rows: QuerySet[Any], field: str, user: User) -> QuerySet[Any]:
    return rows if user.has_perm(SEE_OTHERS) else rows.filter(**{field: user})


def _deposits(user: User, period: Period) -> QuerySet[Any, Any]:
    rows = _own(_within(DepositSlip.objects.all(), "created_at", period), "created_by", user)
    sums = (Count("pk"), Sum("cheque_count"), Sum("total"))
    named = dict(zip(("slips", "cheques_taken", "brought"), sums, strict=True))
    grouped: QuerySet[Any, Any] = rows.order_by().values_list("created_by").annotate(**named)
    return grouped


def _corrections(user: User, period: Period) -> QuerySet[Any, Any]:
    verbs = [verb for each in CORRECTIONS.values() for verb in each]
    rows = _within(within_portfolio(AuditEvent.objects.filter(action__in=verbs)), "at", period)
    counts = {
        f"count_{name}": Count("pk", filter=Q(action__in=each))
        for name, each in CORRECTIONS.items()
    }
    mine = _own(rows, "user", user).order_by()
    grouped: QuerySet[Any, Any] = mine.values_list("user").annotate(**counts)
    return grouped


def _paces(user: User, period: Period) -> list[tuple[int, float]]:
    """Mean seconds from a cheque to the next of the same batch and person, pauses left out."""
    start, end = period.bounds
    postgresql = connection.vendor == "postgresql"
    since = "EXTRACT(EPOCH FROM {0})" if postgresql else "(julianday({0}) * 86400.0)"
    mine = "" if user.has_perm(SEE_OTHERS) else "AND keyed_by_id = %s "
    entities = sorted(in_force().entities or ())
    marks = ", ".join(["%s"] * len(entities)) or "NULL"
    theirs = "" if in_force().is_whole else f"AND entity_id IN ({marks}) "
    before = "lag(keyed_at) OVER (PARTITION BY batch_id, keyed_by_id ORDER BY id)"
    query = (
        "SELECT who, AVG(seconds) FROM (SELECT keyed_by_id AS who, "  # noqa: S608 - no value in it
        f"{since.format('keyed_at')} - {since.format(before)} AS seconds "
        "FROM receipts_counter_cheque "
        f"WHERE keyed_at >= %s AND keyed_at < %s {mine}{theirs}) AS gaps "
        "WHERE seconds BETWEEN 0 AND %s GROUP BY who HAVING COUNT(*) >= %s"
    )
    adapt = connection.ops.adapt_datetimefield_value
    values = [adapt(start), adapt(end), *([] if not mine else [user.pk]), *entities]
    with connection.cursor() as cursor:
        cursor.execute(query, [*values, PAUSE_SECONDS, LEAST_PACED])
        return [(who, float(seconds)) for who, seconds in cursor.fetchall()]
