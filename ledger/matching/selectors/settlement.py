"""What a payment settles, in the order of the law (Code civil, articles 1342-10 and 1343-1).

1. The debts that the debtor names: chosen while keying, and settled first by the matching.
2. Debts that are due, before those that are not.
3. Among them, those that the debtor has most interest in settling. The books tell one burden only:
   interest that was charged goes first, as a part payment settles it before the principal
   (article 1343-1). Of securities and penalties they say nothing: the user knows, and changes
   the proposal.
4. The oldest.
5. All else being equal, in proportion.

What is left once all is settled is an overpayment, and stays on the account.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import groupby

from core.text.money import ZERO, from_cents, in_proportion, to_cents
from ledger.matching.selectors.open_items import OpenItem


@dataclass(frozen=True)
class Share:
    """How much of a payment goes to a debt, in euros."""

    item: OpenItem
    amount: Decimal


@dataclass(frozen=True)
class Settlement:
    """The debts that a payment settles, in order, and what is left of it, in euros."""

    shares: Sequence[Share]
    overpayment: Decimal

    @property
    def settled(self) -> Decimal:
        return sum((share.amount for share in self.shares), ZERO)


def impute(items: Iterable[OpenItem], amount: Decimal, *, on: date) -> Settlement:
    """Share ``amount`` euros received on ``on`` out over these debts, in the order of the law."""
    left = amount
    shares: list[Share] = []
    for group in _ranked(items, on):
        due = sum((item.remainder for item in group), ZERO)
        for item, part in _in_proportion(group, min(left, due)):
            if part > 0:
                shares.append(Share(item, part))
                left -= part
    return Settlement(shares, left)


def _ranked(items: Iterable[OpenItem], on: date) -> Iterable[list[OpenItem]]:
    """Debts by rank; those of one rank are settled in proportion."""

    def rank(item: OpenItem) -> tuple[bool, bool, date]:
        return item.due_on > on, not item.is_interest, item.due_on

    for _rank, group in groupby(sorted(items, key=rank), key=rank):
        yield list(group)


def _in_proportion(
    group: Sequence[OpenItem], amount: Decimal
) -> Iterable[tuple[OpenItem, Decimal]]:
    """The amount over debts of one rank; odd cents go to the largest fractions, the first first."""
    shares = in_proportion(to_cents(amount), [to_cents(item.remainder) for item in group])
    for item, cents in zip(group, shares, strict=True):
        yield item, from_cents(cents)
