"""Money on its way to accounts that no balance holds yet, by whatever channel it comes."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.house.registry import Registry
from core.text.money import ZERO, MoneyField, from_cents
from ledger.books.models import Account
from receipts.draft.channels import CHANNELS
from receipts.draft.enums import WAITING
from receipts.draft.models import DraftReceipt


@dataclass(frozen=True)
class Coming:
    """Money that will be lines of the draft: ``rows`` have an ``account`` and an ``amount``, and
    none is in the draft yet. ``day`` names their field of the day or moment of its arrival."""

    code: str
    rows: Callable[[], QuerySet[Any]]
    day: str = ""
    #: Whether it is taken from the client's bank account.
    is_debit: bool = False
    #: Whether it is kept for a later day: it is not received yet, and has no day.
    is_kept: bool = False


COMING: Registry[str, Coming] = Registry("money on its way", key=lambda each: each.code)


@dataclass(frozen=True)
class OnItsWay:
    """A payment in euros, received on ``day``; a debit was decided on it."""

    entity_code: str
    account_code: str
    day: date
    amount: Decimal
    is_debit: bool


def on_its_way(accounts: QuerySet[Account], *, but: QuerySet[Any, Any]) -> Iterator[OnItsWay]:
    """What is received for these accounts, or to be debited, oldest first; without the lines of
    the draft whose ids are in ``but``. A cheque kept for later is not received yet."""
    debits = frozenset(each.code for each in CHANNELS if each.is_debit)
    names = ("account__entity__code", "account__code")
    drafted = _drafted().filter(account__in=accounts).exclude(pk__in=but)
    for entity, code, day, amount, channel in drafted.order_by("movement_date", "pk").values_list(
        *names, "movement_date", "amount", "channel"
    ):
        yield OnItsWay(entity, code, day, amount, channel in debits)
    for each in COMING:
        if each.is_kept:
            continue
        rows = each.rows().filter(account__in=accounts).order_by(each.day, "pk")
        for entity, code, at, amount in rows.values_list(*names, each.day, "amount"):
            day = timezone.localdate(at) if isinstance(at, datetime) else at
            yield OnItsWay(entity, code, day, amount, each.is_debit)


def being_paid(account_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Euros by account that are on their way to it without being in its books: lines of the draft,
    cheques and debits of batches that are not closed, cheques kept for a later day. A cheque whose
    batch is being closed is a line of the draft already."""
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    sums.update((pk, coming) for pk, (_balance, coming) in balances(account_ids).items())
    return sums


def balances(account_ids: Sequence[int]) -> Mapping[int, tuple[Decimal, Decimal]]:
    """By account, its balance and what is ``being_paid``, in euros. In one statement: a receipt
    that is posted, or a batch that is closed meanwhile, counts once."""
    coming = cents_on_their_way(OuterRef("pk"), kept=True)
    rows = Account.objects.filter(pk__in=account_ids).order_by().annotate(coming=coming)
    return {
        pk: (balance, from_cents(cents))
        for pk, balance, cents in rows.values_list("pk", "balance", "coming")
    }


def in_the_draft(account_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Euros by account that lie in the draft, by every channel, in one statement."""
    return sums_by_account(_drafted(), account_ids)


def drafted_for(account: OuterRef) -> Subquery:
    """Within a query of accounts: the euros of each in the draft; NULL for none."""
    rows = _drafted().filter(account=account).order_by().values("account")
    return Subquery(rows.annotate(sum=Sum("amount")).values("sum"), output_field=MoneyField())


def cents_on_their_way(account: OuterRef, *, kept: bool = False) -> Combinable:
    """Within a query of accounts: the cents of each in the draft, in keyed cheques and in debits
    of batches that are not closed; with those ``kept`` for a later day where asked. All in that
    one statement: nothing passes from one to the other, or to the balance, meanwhile."""
    cents = IntegerField()
    total: Combinable = Value(0, output_field=cents)
    for rows in [_drafted(), *(each.rows() for each in COMING if kept or not each.is_kept)]:
        sums = rows.filter(account=account).order_by().values("account")
        summed = sums.annotate(cents=Sum("amount", output_field=cents)).values("cents")
        total = total + Coalesce(Subquery(summed, output_field=cents), Value(0))
    return total


def sums_by_account(rows: QuerySet[Any], account_ids: Sequence[int]) -> dict[int, Decimal]:
    """Euros of such rows by account, in one statement."""
    sums = rows.filter(account__in=account_ids).order_by().values("account")
    return dict(sums.annotate(sum=Sum("amount")).values_list("account", "sum"))


def _drafted() -> QuerySet[DraftReceipt]:
    return DraftReceipt.objects.filter(status__in=WAITING)
