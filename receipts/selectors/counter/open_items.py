"""What the accounts of a cheque owe, what is free to be settled of it, and what is proposed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q

from core.money import ZERO, from_cents
from ledger.models import Account, PartyFlag
from ledger.selectors.open_items import OpenItem, debts, open_items, receipts
from ledger.selectors.settlement import Settlement, impute
from receipts.enums import STANDING, WAITING, ChequeState, OutcomeState
from receipts.models import Batch, ChequeShare, ItemOutcome
from receipts.outcomes import outcome

#: Debts of an account that the keying screen shows at once.
SHOWN = 30


@dataclass(frozen=True)
class Owed:
    """A debt as the desk sees it. ``claimed`` is what other cheques, keyed and not matched yet,
    settle of it, in euros."""

    item: OpenItem
    claimed: Decimal = ZERO
    outcome: ItemOutcome | None = None

    @property
    def is_being_debited(self) -> bool:
        return self.outcome is not None and is_under_way(self.outcome)

    @property
    def free(self) -> Decimal:
        """What is left to be settled, in euros."""
        return ZERO if self.is_being_debited else self.unclaimed

    @property
    def unclaimed(self) -> Decimal:
        """What no cheque settles, in euros."""
        return max(self.item.remainder - self.claimed, ZERO)


@dataclass(frozen=True)
class Books:
    """What some accounts owe, and what they have that settles nothing yet, by account id."""

    owed: Mapping[int, Sequence[Owed]]
    on_account: Mapping[int, Decimal]


@dataclass(frozen=True)
class PanelRow:
    """A debt, and what this cheque settles of it, in euros."""

    owed: Owed
    settles: Decimal


@dataclass(frozen=True)
class Panel:
    """An account of the line being keyed: what it owes, and where its share goes, in euros."""

    account: Account
    rows: Sequence[PanelRow]
    hidden: int
    amount: Decimal | None
    is_chosen: bool
    on_account: Decimal
    flags: Sequence[PartyFlag]
    flag: str = ""

    @property
    def settled(self) -> Decimal:
        return sum((row.settles for row in self.rows), ZERO)

    @property
    def kept(self) -> Decimal:
        """What stays on the account, to be allocated; negative where too much is settled."""
        return (self.amount or ZERO) - self.settled


def is_under_way(row: ItemOutcome) -> bool:
    """Whether it collects its item and neither the books nor a refusal have ended that."""
    if not outcome(row.kind).debits or row.state not in STANDING:
        return False
    if row.state == OutcomeState.NOTED:
        return True
    return row.receipt is not None and row.receipt.status in WAITING


def read_books(account_ids: Iterable[int], *, but: int | None = None) -> Books:
    """Debts and credits of the accounts, oldest first, in three statements. ``but`` is the cheque
    that is being corrected, whose own claims do not count."""
    ids = list(account_ids)
    items = open_items(ids)
    claimed = _claims(ids, but)
    decided = {row.line_id: row for row in standing(ids)}
    owed: dict[int, list[Owed]] = {pk: [] for pk in ids}
    for item in debts(items):
        known = Owed(item, claimed.get(item.line_id, ZERO), decided.get(item.line_id))
        owed[item.account_id].append(known)
    on_account: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for item in receipts(items):
        on_account[item.account_id] += item.remainder
    return Books(owed, on_account)


def standing(account_ids: Iterable[int]) -> list[ItemOutcome]:
    """What was decided of the accounts' items and still holds."""
    rows = ItemOutcome.objects.filter(account__in=list(account_ids), state__in=STANDING)
    rows = rows.select_related("receipt", "line", "noted_by")
    return list(rows.defer("iban", "receipt__raw_data").order_by("pk"))


def _claims(account_ids: Sequence[int], but: int | None) -> dict[int, Decimal]:
    """Euros by entry line that keyed cheques settle once they are posted."""
    rows = ChequeShare.objects.filter(
        Q(receipt__isnull=True) | Q(receipt__status__in=WAITING),
        account__in=account_ids,
        settles__isnull=False,
        cheque__state__in=[ChequeState.KEYED, ChequeState.DRAFTED],
    )
    found: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for settles in rows.exclude(cheque=but).values_list("settles", flat=True):
        for line_id, cents in settles or ():
            found[line_id] += from_cents(cents)
    return found


def propose(owed: Iterable[Owed], amount: Decimal, *, batch: Batch) -> Settlement:
    """What a share of ``amount`` euros settles, in the order of the law; but for what the desk
    decided otherwise in this batch, and what is being debited."""
    items = [
        replace(each.item, remainder=each.free)
        for each in owed
        if each.free and (each.outcome is None or each.outcome.batch_id != batch.pk)
    ]
    return impute(items, amount, on=batch.arrival_date)


def net_owed(account_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Open debts less money received that settles nothing yet, in euros by account."""
    found: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for item in open_items(account_ids):
        found[item.account_id] += item.signed
    return found


def panels(
    batch: Batch,
    shares: Sequence[tuple[Account, Decimal | None]],
    *,
    chosen: Mapping[int, Mapping[int, Decimal]],
    flags: Mapping[int, str],
    but: int | None = None,
) -> list[Panel]:
    """What the keying screen shows of each account, with what was chosen or else the proposal."""
    if not batch.with_open_items or not shares:
        return []
    books = read_books([account.pk for account, _amount in shares], but=but)
    raised: dict[int, list[PartyFlag]] = defaultdict(list)
    parties = {account.party_id for account, _amount in shares if account.party_id}
    for flag in PartyFlag.objects.filter(party__in=parties, lifted_at__isnull=True):
        raised[flag.party_id].append(flag)
    return [
        _panel(
            account,
            amount,
            books,
            batch=batch,
            chosen=chosen.get(account.pk),
            flags=raised.get(account.party_id or 0, []),
            flag=flags.get(account.pk, ""),
        )
        for account, amount in shares
    ]


def _panel(
    account: Account,
    amount: Decimal | None,
    books: Books,
    *,
    batch: Batch,
    chosen: Mapping[int, Decimal] | None,
    flags: Sequence[PartyFlag],
    flag: str,
) -> Panel:
    owed = books.owed[account.pk]
    if chosen is None:
        proposal = propose(owed, amount or ZERO, batch=batch)
        settles = {share.item.line_id: share.amount for share in proposal.shares}
    else:
        settles = dict(chosen)
    rows = [PanelRow(each, settles.get(each.item.line_id, ZERO)) for each in owed]
    shown = [row for rank, row in enumerate(rows) if rank < SHOWN or row.settles]
    return Panel(
        account,
        shown,
        len(rows) - len(shown),
        amount,
        chosen is not None,
        books.on_account.get(account.pk, ZERO),
        flags,
        flag,
    )
