"""What the accounts of a cheque owe, what is free to be settled of it, and what is proposed."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from django.db.models import Q

from core.text.money import ZERO, from_cents
from ledger.matching.selectors.open_items import OpenItem, debts, open_items, receipts
from ledger.matching.selectors.settlement import Settlement, impute
from receipts.counter.enums import STANDING, ChequeState, OutcomeState
from receipts.counter.models import Batch, ChequeShare, ItemOutcome
from receipts.counter.outcomes import OUTCOMES
from receipts.counter.selectors.cheques_on_their_way import received
from receipts.draft.enums import WAITING

#: Account id, entry line id, and the euros that a keyed cheque settles of it.
_Claim = tuple[int, int, Decimal]


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
    #: What is received for the account, is in no book yet and names no debt.
    unnamed: Mapping[int, Decimal]

    def covered(self, account_id: int) -> Decimal:
        """Euros that pay the account's debts before any other money does."""
        return self.on_account.get(account_id, ZERO) + self.unnamed.get(account_id, ZERO)


def is_under_way(row: ItemOutcome) -> bool:
    """Whether it collects its item and neither the books nor a refusal have ended that."""
    if not OUTCOMES.get(row.kind).debits or row.state not in STANDING:
        return False
    if row.state == OutcomeState.NOTED:
        return True
    return row.receipt is not None and row.receipt.status in WAITING


def read_books(account_ids: Iterable[int], *, but: int | None = None) -> Books:
    """Debts and credits of the accounts, oldest first, in five statements. ``but`` is the cheque
    that is being corrected, whose own claims do not count."""
    ids = list(account_ids)
    items = open_items(ids)
    claims = _claims(ids, but)
    claimed = _by_line(claims)
    decided = {row.line_id: row for row in standing(ids)}
    owed: dict[int, list[Owed]] = {pk: [] for pk in ids}
    for item in debts(items):
        known = Owed(item, claimed.get(item.line_id, ZERO), decided.get(item.line_id))
        owed[item.account_id].append(known)
    on_account: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for item in receipts(items):
        on_account[item.account_id] += item.remainder
    return Books(owed, on_account, _unnamed(ids, but, claims, decided.values()))


def paid_otherwise(account_ids: Sequence[int]) -> frozenset[int]:
    """Entry lines that a keyed cheque settles by choice, or that are being debited."""
    return being_debited(account_ids) | _by_line(_claims(account_ids, None)).keys()


def being_debited(account_ids: Iterable[int]) -> frozenset[int]:
    """Entry lines that a debit of the desk collects."""
    return frozenset(row.line_id for row in standing(account_ids) if is_under_way(row))


def _by_line(claims: Iterable[_Claim]) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for _account_id, line_id, euros in claims:
        sums[line_id] += euros
    return sums


def _unnamed(
    ids: Sequence[int], but: int | None, claims: Sequence[_Claim], decided: Iterable[ItemOutcome]
) -> dict[int, Decimal]:
    """Money of the draft and of keyed cheques, less what it settles by name: once posted, it goes
    to the other debts in the order of the law."""
    left = received(ids, but_cheque=but)
    for account_id, _line_id, euros in claims:
        left[account_id] -= euros
    for row in decided:
        if row.receipt is not None and is_under_way(row):
            left[row.account_id] -= row.receipt.amount
    return {account_id: max(euros, ZERO) for account_id, euros in left.items()}


def standing(account_ids: Iterable[int]) -> list[ItemOutcome]:
    """What was decided of the accounts' items and still holds."""
    rows = ItemOutcome.objects.filter(account__in=list(account_ids), state__in=STANDING)
    rows = rows.select_related("receipt", "line", "noted_by")
    return list(rows.defer("iban", "receipt__raw_data").order_by("pk"))


def _claims(account_ids: Sequence[int], but: int | None) -> list[_Claim]:
    """What keyed cheques settle once they are posted."""
    rows = ChequeShare.objects.filter(
        Q(receipt__isnull=True) | Q(receipt__status__in=WAITING),
        account__in=account_ids,
        settles__isnull=False,
        cheque__state__in=[ChequeState.KEYED, ChequeState.DRAFTED],
    )
    return [
        (account_id, line_id, from_cents(cents))
        for account_id, settles in rows.exclude(cheque=but).values_list("account", "settles")
        for line_id, cents in settles or ()
    ]


def propose(
    owed: Iterable[Owed], amount: Decimal, *, batch: Batch, covered: Decimal = ZERO
) -> Settlement:
    """What a share of ``amount`` euros settles, in the order of the law; but for what the desk
    decided otherwise in this batch, what is being debited, and what ``covered`` euros that are
    there already pay."""
    free = [replace(each.item, remainder=each.free) for each in owed if each.free]
    paid = {
        share.item.line_id: share.amount
        for share in impute(free, covered, on=batch.arrival_date).shares
    }
    elsewhere = {
        each.item.line_id for each in owed if each.outcome and each.outcome.batch_id == batch.pk
    }
    items = [
        replace(item, remainder=left)
        for item in free
        if (left := item.remainder - paid.get(item.line_id, ZERO)) and item.line_id not in elsewhere
    ]
    return impute(items, amount, on=batch.arrival_date)


def net_owed(account_ids: Sequence[int]) -> Mapping[int, Decimal]:
    """Open debts less money received that settles nothing yet, in euros by account."""
    found: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for item in open_items(account_ids):
        found[item.account_id] += item.signed
    return found
