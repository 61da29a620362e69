"""Money on its way to accounts that no balance holds yet, by whatever channel it comes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import IntegerField, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.utils import timezone

from core.money import ZERO, MoneyField, from_cents
from ledger.models import Account
from receipts.channels import channels
from receipts.enums import WAITING, ChequeState, HeldState, OutcomeState
from receipts.models import ChequeShare, DraftReceipt, HeldShare, ItemOutcome
from receipts.outcomes import outcomes


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
    debits = frozenset(each.code for each in channels() if each.is_debit)
    names = ("account__entity__code", "account__code")
    drafted = _drafted().filter(account__in=accounts).exclude(pk__in=but)
    for entity, code, day, amount, its_channel in drafted.order_by(
        "movement_date", "pk"
    ).values_list(*names, "movement_date", "amount", "channel"):
        yield OnItsWay(entity, code, day, amount, its_channel in debits)
    keyed = _keyed().filter(account__in=accounts).order_by("cheque__batch__arrival_date", "pk")
    for entity, code, day, amount in keyed.values_list(
        *names, "cheque__batch__arrival_date", "amount"
    ):
        yield OnItsWay(entity, code, day, amount, is_debit=False)
    noted = _noted_debits().filter(account__in=accounts).order_by("pk")
    for entity, code, at, amount in noted.values_list(*names, "noted_at", "amount"):
        yield OnItsWay(entity, code, timezone.localdate(at), amount, is_debit=True)


def being_paid(account_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Euros by account that are on their way to it without being in its books: lines of the draft,
    cheques and debits of batches that are not closed, cheques kept for a later day. A cheque whose
    batch is being closed is a line of the draft already."""
    found: dict[int, Decimal] = defaultdict(lambda: ZERO)
    found.update((pk, coming) for pk, (_balance, coming) in balances(account_ids).items())
    return found


def balances(account_ids: Sequence[int]) -> Mapping[int, tuple[Decimal, Decimal]]:
    """By account, its balance and what is ``being_paid``, in euros. In one statement: a receipt
    that is posted, or a batch that is closed meanwhile, counts once."""
    coming = cents_on_their_way(OuterRef("pk"), kept=True)
    rows = Account.objects.filter(pk__in=account_ids).order_by().annotate(coming=coming)
    return {
        pk: (balance, from_cents(cents))
        for pk, balance, cents in rows.values_list("pk", "balance", "coming")
    }


def received(account_ids: Sequence[int], *, but_cheque: int | None) -> dict[int, Decimal]:
    """Euros by account in the draft and in keyed cheques but this one, in two statements."""
    found: dict[int, Decimal] = defaultdict(lambda: ZERO)
    keyed = _keyed().exclude(cheque=but_cheque) if but_cheque else _keyed()
    for rows in (_drafted(), keyed):
        for account_id, euros in _sums(rows, account_ids).items():
            found[account_id] += euros
    return found


def in_the_draft(account_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Euros by account that lie in the draft, by every channel, in one statement."""
    return _sums(_drafted(), account_ids)


def drafted_for(account: OuterRef) -> Subquery:
    """Within a query of accounts: the euros of each in the draft; NULL for none."""
    rows = _drafted().filter(account=account).order_by().values("account")
    return Subquery(rows.annotate(sum=Sum("amount")).values("sum"), output_field=MoneyField())


def cents_on_their_way(account: OuterRef, *, kept: bool = False) -> Combinable:
    """Within a query of accounts: the cents of each in the draft, in keyed cheques and in debits
    of batches that are not closed; with those ``kept`` for a later day where asked. All in that
    one statement: nothing passes from one to the other, or to the balance, meanwhile."""
    cents = IntegerField()
    found: Combinable = Value(0, output_field=cents)
    sources: list[QuerySet[Any, Any]] = [_drafted(), _keyed(), _noted_debits()]
    for rows in [*sources, _kept()] if kept else sources:
        sums = rows.filter(account=account).order_by().values("account")
        summed = sums.annotate(cents=Sum("amount", output_field=cents)).values("cents")
        found = found + Coalesce(Subquery(summed, output_field=cents), Value(0))
    return found


def _drafted() -> QuerySet[DraftReceipt]:
    return DraftReceipt.objects.filter(status__in=WAITING)


def _keyed() -> QuerySet[ChequeShare]:
    """Parts of cheques of batches that are not closed."""
    return ChequeShare.objects.filter(cheque__state=ChequeState.KEYED, receipt__isnull=True)


def _kept() -> QuerySet[HeldShare]:
    return HeldShare.objects.filter(held__state=HeldState.KEPT)


def _noted_debits() -> QuerySet[ItemOutcome]:
    """Debits that the desk decided, in batches that are not closed."""
    debits = [each.code for each in outcomes() if each.debits]
    return ItemOutcome.objects.filter(state=OutcomeState.NOTED, kind__in=debits)


def _sums(
    rows: QuerySet[DraftReceipt] | QuerySet[ChequeShare] | QuerySet[ItemOutcome],
    account_ids: Sequence[int],
) -> dict[int, Decimal]:
    sums = rows.filter(account__in=account_ids).order_by().values("account")
    return dict(sums.annotate(sum=Sum("amount")).values_list("account", "sum"))
