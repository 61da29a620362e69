"""What the keying screen shows of each account: its debts, and where the share of a cheque goes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from core.text.money import ZERO
from ledger.books.models import Account
from ledger.people.models import PartyFlag
from receipts.counter.models import Batch
from receipts.counter.selectors.open_items import Books, Owed, propose, read_books

#: Debts of an account that the keying screen shows at once.
SHOWN = 30


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
    drafted: Decimal
    flags: Sequence[PartyFlag]
    flag: str = ""

    @property
    def settled(self) -> Decimal:
        return sum((row.settles for row in self.rows), ZERO)

    @property
    def kept(self) -> Decimal:
        """What stays on the account, to be allocated; negative where too much is settled."""
        return (self.amount or ZERO) - self.settled


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
        proposal = propose(owed, amount or ZERO, batch=batch, covered=books.covered(account.pk))
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
        books.unnamed.get(account.pk, ZERO),
        flags,
        flag,
    )
