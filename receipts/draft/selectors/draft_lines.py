"""What the draft shows: its lines, filtered, sorted, page by page, without ever counting them."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from core.database.lookups import at_most, few_first
from core.people.models import User
from core.text.money import parse_euros
from core.text.numbers import read_whole
from core.text.words import fold
from ledger.books.models import Account
from receipts.draft.channels import any_channel
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.draft_pages import GROUPS, are_many, keys_from

PAGE_SIZE = 50


#: A line that waits longer than this is late: a client may look at their account meanwhile.
LATE_DAYS = 7


_FEW_ACCOUNTS = 500


SEE_OTHERS = "receipts_draft.see_others"


#: Column → database fields to sort by. The default order is the movement's date, newest first.
SORTS: Mapping[str, tuple[str, ...]] = {
    "entite": ("entity__code", "account__code"),
    "compte": ("account__code",),
    "intitule": ("account__label",),
    "ref": ("movement_reference",),
    "date": ("movement_date",),
    "libelle": ("label",),
    "montant": ("amount",),
    "journal": ("journal__code",),
    "piece": ("voucher",),
}


DEFAULT_SORT = "-date"


@dataclass(frozen=True)
class DraftQuery:
    """The draft's state, as its URL says it (``canal``, ``qui``, ``entite``, ``q``, ``lot``,
    ``retard``, ``tri``…)."""

    channel: str = ""
    everyone: bool = False
    entity: str = ""
    text: str = ""
    #: Number of the counter's batch, as digits; empty for all.
    batch: str = ""
    late: bool = False
    sort: str = DEFAULT_SORT
    page: int = 1

    @classmethod
    def read(cls, params: Mapping[str, str], user: User) -> "DraftQuery":
        """From a query string; what makes no sense in it is left out. « tous » needs its right."""
        sort = params.get("tri", "")
        page = params.get("page", "")
        batch = params.get("lot", "")[:9]
        return cls(
            channel=params.get("canal", "")[:20],
            everyone=params.get("qui") == "tous" and user.has_perm(SEE_OTHERS),
            entity=params.get("entite", "")[:10],
            text=params.get("q", "").strip()[:100],
            batch=batch if read_whole(batch) else "",
            late=params.get("retard") == "oui",
            sort=sort if sort.removeprefix("-") in SORTS else DEFAULT_SORT,
            page=max(int(page), 1) if page.isdecimal() and len(page) < 6 else 1,
        )

    def query_string(self, **changes: object) -> str:
        """The URL's query, with only what differs from the default."""
        state = replace(self, **changes)  # type: ignore[arg-type]
        pairs = {
            "canal": state.channel,
            "qui": "tous" if state.everyone else "",
            "entite": state.entity,
            "q": state.text,
            "lot": state.batch,
            "retard": "oui" if state.late else "",
            "tri": "" if state.sort == DEFAULT_SORT else state.sort,
            "page": "" if state.page == 1 else str(state.page),
        }
        return urlencode({name: value for name, value in pairs.items() if value})


def visible(user: User, *, everyone: bool) -> QuerySet[DraftReceipt]:
    """Lines of this user, or of everyone (then also those of nobody)."""
    if everyone:
        return DraftReceipt.objects.all()
    return DraftReceipt.objects.filter(assigned_to=user)


def pending(query: DraftQuery, user: User) -> QuerySet[DraftReceipt]:
    """The pending lines that the query lets through, unsorted."""
    rows = visible(user, everyone=query.everyone).filter(status=ReceiptStatus.PENDING)
    if query.channel:
        rows = rows.filter(channel=query.channel)
    if query.entity:
        rows = rows.filter(entity__code=query.entity)
    if query.batch:
        number = int(query.batch)
        rows = rows.filter(any_channel(lambda each: each.of_batch(number)))
    if query.late:
        rows = rows.filter(movement_date__lt=late_before())
    return few_first(rows, matches(query.text)) if query.text else rows


def late_before() -> date:
    """Lines of earlier days are late."""
    return timezone.localdate() - timedelta(days=LATE_DAYS)


def matches(text: str) -> Q:
    """Lines whose label, reference, voucher, account or amount is what was typed."""
    condition = (
        Q(label__icontains=text)
        | Q(movement_reference__icontains=text)
        | Q(voucher__istartswith=text)
        | Q(account__in=_accounts_named(text))
    )
    with contextlib.suppress(ValidationError):
        condition |= Q(amount=parse_euros(text))
    return condition


def _accounts_named(text: str) -> "Sequence[int] | QuerySet[Account, int]":
    """Few accounts are named one by one, so that the draft's indexes find their lines."""
    found = Account.objects.filter(search_text__contains=fold(text)).values_list("pk", flat=True)
    few = at_most(found, _FEW_ACCOUNTS)
    return found.order_by() if few is None else few


def page_of(query: DraftQuery, user: User) -> tuple[list[DraftReceipt], bool]:
    """The lines of the query's page, with what a row shows, and whether there are more after."""
    start, count = (query.page - 1) * PAGE_SIZE, PAGE_SIZE + 1
    groups = GROUPS.get(query.sort.removeprefix("-"))
    waiting = pending(query, user)
    if groups is None or not are_many(waiting):
        rows = list(_shown(_in_order(waiting, query))[start : start + count])
    else:
        sign = "-" if query.sort.startswith("-") else ""
        keys = keys_from(groups(waiting, sign), start, count)
        by_key = _shown(DraftReceipt.objects.order_by()).in_bulk(keys)
        rows = [by_key[key] for key in keys if key in by_key]
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def _shown(rows: QuerySet[DraftReceipt]) -> QuerySet[DraftReceipt]:
    return rows.select_related("entity", "account", "journal").only(*_ROW_FIELDS)


_ROW_FIELDS = (
    "channel",
    "status",
    "unassigned_reason",
    "movement_reference",
    "movement_date",
    "label",
    "amount",
    "voucher",
    "entry_date",
    "assigned_to_id",
    "source_key",
    "entity__code",
    "account__code",
    "account__label",
    "account__balance",
    "account__closed_on",
    "account__entity_id",
    "journal__code",
    "journal__entity_id",
    "journal__active",
    "journal__requires_voucher",
    "journal__treasury_account_id",
)


def ordered(query: DraftQuery, user: User) -> QuerySet[DraftReceipt]:
    """The query's lines in its order; lines that are alike in it, newest first."""
    return _in_order(pending(query, user), query)


def _in_order(rows: QuerySet[DraftReceipt], query: DraftQuery) -> QuerySet[DraftReceipt]:
    descending = query.sort.startswith("-")
    # A line's own columns are never null, and their indexes are read from either end.
    fields = [
        F(name).desc(nulls_last="__" in name or None)
        if descending
        else F(name).asc(nulls_last=True)
        for name in SORTS[query.sort.removeprefix("-")]
    ]
    if query.sort == DEFAULT_SORT:
        # Written as its indexes are; the date is never null.
        return rows.order_by("-movement_date", "-id")
    return rows.order_by(*fields, "-id")


def to_post(user: User, *, everyone: bool = False) -> QuerySet[DraftReceipt]:
    """Prepared lines: those that this user prepared, or everyone's."""
    rows = DraftReceipt.objects.filter(status=ReceiptStatus.PREPARED)
    return (rows if everyone else rows.filter(prepared_by=user)).order_by("pk")


def ids_of(rows: QuerySet[DraftReceipt]) -> Sequence[int]:
    return list(rows.order_by("pk").values_list("pk", flat=True))
