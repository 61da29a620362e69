"""What an account has to pay now, and what only later: a debt is due on its line's ``due_on``."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from core.text.money import ZERO, MoneyField
from ledger.books.models import Account, EntryLine
from ledger.matching.selectors.open_items import open_lines

#: A day, and euros to be paid on it.
Installment = tuple[date, Decimal]


@dataclass(frozen=True)
class Due:
    """What an account owes, in euros. ``now`` is negative where it is in advance of all that it
    owes; ``later`` are the sums still to come due, oldest first."""

    now: Decimal
    later: Sequence[Installment] = ()

    @property
    def total(self) -> Decimal:
        """The balance."""
        return self.now + self.to_come

    @property
    def to_come(self) -> Decimal:
        return sum((amount for _day, amount in self.later), ZERO)


def due_of(balance: Decimal, installments: Iterable[Installment], *, on: date) -> Due:
    """What is due on that day of a balance (debits less credits) that holds these open debts.

    Money received pays what is due first (Code civil, art. 1342-10): only what is in advance of
    that pays what comes due later, oldest first.
    """
    to_come = sorted((day, amount) for day, amount in installments if day > on)
    now = balance - sum((amount for _day, amount in to_come), ZERO)
    later = []
    for day, amount in to_come:
        paid = min(max(ZERO - now, ZERO), amount)
        now += paid
        if amount > paid:
            later.append((day, amount - paid))
    return Due(now, later)


def lines_to_come(*, after: date) -> QuerySet[EntryLine]:
    """Debts that are open and come due after that day."""
    return open_lines(EntryLine.objects.filter(debit__gt=0, due_on__gt=after)).order_by()


def left_of_lines() -> Sum:
    """What is left of open lines, in euros: their debits less what is matched of them."""
    matched = Coalesce(F("matched__amount"), Value(ZERO, output_field=MoneyField()))
    return Sum(F("debit") - matched, output_field=MoneyField())


def installments(
    accounts: Iterable[int] | QuerySet[Account], *, after: date
) -> Mapping[int, Sequence[Installment]]:
    """What is to come due after that day on each account, in one statement."""
    rows = lines_to_come(after=after).filter(account__in=accounts).values_list("account", "due_on")
    found: dict[int, list[Installment]] = defaultdict(list)
    for account_id, day, left in rows.annotate(left=left_of_lines()).order_by("due_on"):
        found[account_id].append((day, left))
    return found


def dues(accounts: Sequence[Account], *, on: date) -> dict[int, Due]:
    """What each account owes on that day and later, in one statement."""
    to_come = installments([account.pk for account in accounts], after=on)
    return {
        account.pk: due_of(account.balance, to_come.get(account.pk, ()), on=on)
        for account in accounts
    }
