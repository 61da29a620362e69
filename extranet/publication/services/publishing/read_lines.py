"""The entry lines of published accounts, and what the extranet already holds of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import BigIntegerField, Count, F, Max, Q, QuerySet, Sum
from django.db.models.functions import Cast, Coalesce

from extranet.publication.formats.published import Line
from extranet.publication.models import Publication, SentAccount
from ledger.books.enums import NOT_CLIENTS, FiscalYearStatus
from ledger.books.models import Account, EntryLine
from receipts.draft.selectors.holders_own import lines_of_the_holder


@dataclass(frozen=True)
class LineTotals:
    """How many lines of an account are readable, and how many of them are new since its mark."""

    count: int = 0
    id_sum: int = 0
    last: int = 0
    new_count: int = 0
    new_id_sum: int | None = None


@dataclass(frozen=True)
class Mark:
    """What to remember of an account once it has arrived, and the line id to send from."""

    sent: SentAccount
    since_id: int


def _readable_lines() -> "QuerySet[EntryLine]":
    """Of the very accounts whose headers travel: a line of another would refuse them all."""
    return EntryLine.objects.filter(
        lines_of_the_holder(),
        account__published=True,
        account__party__isnull=False,
        entry__fiscal_year__status__in=[FiscalYearStatus.OPEN, FiscalYearStatus.CLOSED_ONLINE],
    ).exclude(account__role__in=NOT_CLIENTS)


def line_totals() -> Mapping[int, LineTotals]:
    """By account that has lines."""
    since = Coalesce(F("account__sent_to_extranet__last_line_id"), 0)
    rows = (
        _readable_lines()
        .order_by()
        .values("account_id")
        .annotate(
            count=Count("id"),
            id_sum=Sum("id"),
            last=Max("id"),
            new_count=Count("id", filter=Q(id__gt=since)),
            new_id_sum=Sum("id", filter=Q(id__gt=since)),
        )
    )
    return {
        row["account_id"]: LineTotals(
            row["count"], row["id_sum"], row["last"], row["new_count"], row["new_id_sum"]
        )
        for row in rows
    }


def mark_of(account: Account, totals: LineTotals, *, base: Publication | None) -> Mark:
    """Only new lines are sent where the extranet holds all the others, by count and by sum."""
    mark = SentAccount(
        account_id=account.pk,
        line_count=totals.count,
        line_id_sum=totals.id_sum,
        last_line_id=totals.last,
    )
    sent = getattr(account, "sent_to_extranet", None)
    only_new = (
        base is not None
        and sent is not None
        and sent.publication_id == base.pk
        and sent.line_count + totals.new_count == totals.count
        and sent.line_id_sum + (totals.new_id_sum or 0) == totals.id_sum
    )
    return Mark(mark, sent.last_line_id if only_new and sent is not None else 0)


def read_lines(marks: Sequence[Mark], *, incremental: bool) -> Iterator[Line]:
    """The lines beyond each account's mark."""
    lines = _readable_lines()
    if incremental:
        whole = [
            mark.sent.account_id for mark in marks if not mark.since_id and mark.sent.line_count
        ]
        since = F("account__sent_to_extranet__last_line_id")
        lines = lines.filter(Q(account_id__in=whole) | Q(id__gt=since))
    rows = lines.order_by("account_id", "id").values_list(
        "account__entity__code",
        "account__code",
        "id",
        "date",
        "due_on",
        "label",
        Cast("debit", BigIntegerField()),
        Cast("credit", BigIntegerField()),
    )
    for row in rows.iterator(chunk_size=5000):
        yield Line(*row)
