"""Accounts, balances and lines as they were published."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.db.models import Min, OuterRef, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from core.people.models import User
from core.text.money import ZERO, MoneyField, format_euros, from_cents
from extranet.publication.enums import BalanceSense
from extranet.publication.models import (
    ClientAccess,
    ExtranetSettings,
    PublishedAccount,
    PublishedLine,
    PublishedWaiting,
)
from extranet.site.selectors.payments_under_way import signed_by, signed_by_others, under_way
from ledger.matching.selectors.due import Due, due_of
from sepa.requests.models import OneOffRequest


@dataclass(frozen=True)
class Position:
    """Where a client stands on an account on ``today``. Euros; what is owed is positive."""

    account: PublishedAccount
    #: What the former holder signed and no balance holds yet: told to nobody, and owed no more.
    formers: Decimal
    #: What is being debited, signed here or decided by the office.
    under_way: Decimal
    #: What the office has received and not recorded yet: days and euros, oldest first.
    received: Sequence[tuple[date, Decimal]]
    sense: str
    today: date

    @property
    def balance(self) -> Decimal:
        balance: Decimal = self.account.balance - self.formers
        return balance

    @property
    def owed(self) -> Decimal:
        """What is due today; negative for an advance."""
        return self._due(self.balance).now

    @property
    def coming(self) -> Decimal:
        """What is on its way, by whatever means."""
        return self.under_way + sum((amount for _day, amount in self.received), ZERO)

    @property
    def left_to_pay(self) -> Decimal:
        """What is due today, less what is on its way; never negative."""
        return max(self._due(self.balance - self.coming).now, ZERO)

    @property
    def later(self) -> Sequence[tuple[date, Decimal]]:
        """What is to be paid later, and on which days, less what is on its way."""
        return self._due(self.balance - self.coming).later

    @property
    def payable(self) -> Decimal:
        """What is left to pay today and later: more is an advance."""
        return max(self.balance - self.coming, ZERO)

    def _due(self, balance: Decimal) -> Due:
        to_come = (
            (date.fromisoformat(day), from_cents(left)) for day, left in self.account.to_come
        )
        return due_of(balance, to_come, on=self.today)

    @property
    def words(self) -> str:
        if self.owed > 0:
            return _("Vous devez %(amount)s") % {"amount": format_euros(self.owed)}
        if self.owed < 0:
            return _("Vous avez %(amount)s d’avance") % {"amount": format_euros(-self.owed)}
        return _("Vous êtes à jour")

    @property
    def figure(self) -> Decimal:
        """The balance in the sense that the agency chose to show."""
        return signed(self.balance, self.sense)


@dataclass(frozen=True)
class StatementLine:
    #: Where a debt is to be paid later than on its date.
    due_on: date | None
    date: date
    label: str
    debit: Decimal
    credit: Decimal
    #: In the agency's sense.
    running: Decimal


@dataclass(frozen=True)
class Statement:
    """An account between two dates; ``opening`` and ``closing`` in the agency's sense."""

    start: date
    end: date
    #: Before the first line that the holder may read, where it was somebody else's before.
    is_arrival: bool
    opening: Decimal
    lines: Sequence[StatementLine]
    closing: Decimal
    debit: Decimal
    credit: Decimal


def signed(owed: Decimal, sense: str) -> Decimal:
    """What is owed as the agency shows it: a debt is negative unless it chose otherwise."""
    return owed if sense == BalanceSense.DEBIT_LESS_CREDIT else ZERO - owed


def access_of(user: User | AnonymousUser) -> ClientAccess | None:
    """The client's access, with ``balance_sense`` and ``payment_without_email`` of the site."""
    site = ExtranetSettings.objects.filter(pk=1)
    return (
        ClientAccess.objects.filter(user=user.pk)
        .annotate(
            balance_sense=Coalesce(
                Subquery(site.values("balance_sense")[:1]), Value(BalanceSense.CREDIT_LESS_DEBIT)
            ),
            payment_without_email=Coalesce(
                Subquery(site.values("payment_without_email")[:1]), Value(False)
            ),
        )
        .first()
    )


def _own_accounts(access: ClientAccess) -> "QuerySet[PublishedAccount]":
    return PublishedAccount.objects.filter(party_reference=access.party_reference)


def positions_of(
    accounts: Sequence[PublishedAccount],
    payments: Sequence[OneOffRequest],
    access: ClientAccess,
    *,
    today: date,
) -> list[Position]:
    """In the order of the accounts, in one statement."""
    sense: str = access.balance_sense  # type: ignore[attr-defined]
    debits: dict[int, Decimal] = defaultdict(lambda: ZERO)
    received: dict[int, dict[date, Decimal]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    waiting = PublishedWaiting.objects.filter(account__in=[each.pk for each in accounts])
    for row in waiting:
        if row.is_debit:
            debits[row.account_id] += row.amount
        else:
            received[row.account_id][row.day] += row.amount
    return [
        Position(
            account=account,
            formers=under_way(account, signed_by_others(access.user_id, payments)),
            under_way=under_way(account, signed_by(access.user_id, payments)) + debits[account.pk],
            received=sorted(received[account.pk].items()),
            sense=sense,
            today=today,
        )
        for account in accounts
    ]


def position_of(
    account: PublishedAccount,
    payments: Sequence[OneOffRequest],
    access: ClientAccess,
    *,
    today: date,
) -> Position:
    (position,) = positions_of([account], payments, access, today=today)
    return position


def accounts_of(access: ClientAccess) -> list[PublishedAccount]:
    """Every account published for this client."""
    return list(_own_accounts(access).defer("creditor_iban"))


def account_of(access: ClientAccess, pk: int, *, start: date | None = None) -> PublishedAccount:
    """One account of this very client. Raises PublishedAccount.DoesNotExist for anyone else's.

    With ``start``, it carries ``since_start`` (debits less credits from that day on) and
    ``first_day``, so that a statement needs one statement less.
    """
    accounts = _own_accounts(access)
    if start is None:
        return accounts.get(pk=pk)
    lines = PublishedLine.objects.filter(account=OuterRef("pk")).order_by().values("account")
    since = lines.filter(date__gte=start)
    return accounts.annotate(
        debited=Subquery(since.annotate(sum=Sum("debit")).values("sum"), output_field=MoneyField()),
        credited=Subquery(
            since.annotate(sum=Sum("credit")).values("sum"), output_field=MoneyField()
        ),
        first_day=Subquery(lines.annotate(first=Min("date")).values("first")),
    ).get(pk=pk)


def account_paid_by(access: ClientAccess, request: OneOffRequest) -> PublishedAccount | None:
    """The client's account that a request pays; None where it is no longer published."""
    return (
        _own_accounts(access)
        .filter(entity_code=request.entity_code, account_code=request.account_code)
        .first()
    )


def latest_lines(accounts: Sequence[PublishedAccount], *, count: int) -> list[PublishedLine]:
    """What is new: the last lines of these accounts, newest first."""
    lines = PublishedLine.objects.filter(account__in=[account.pk for account in accounts])
    return list(lines.select_related(None).order_by("-date", "-source_id")[:count])


def statement_of(position: Position, *, start: date, end: date) -> Statement:
    """The lines of the account, read with ``start``, from then to ``end``.

    What is carried forward is counted back from the published balance: it stays true where the
    years before are no longer published.
    """
    account, sense = position.account, position.sense
    debited: Decimal = account.debited or ZERO  # type: ignore[attr-defined]
    credited: Decimal = account.credited or ZERO  # type: ignore[attr-defined]
    opening = running = position.balance - debited + credited
    lines, debit, credit = [], ZERO, ZERO
    for line in account.lines.filter(date__range=(start, end)).order_by("date", "source_id"):
        running += line.debit - line.credit
        debit += line.debit
        credit += line.credit
        lines.append(
            StatementLine(
                line.due_on if line.debit and line.due_on > line.date else None,
                line.date,
                line.label,
                line.debit,
                line.credit,
                signed(running, sense),
            )
        )
    return Statement(
        start=start,
        end=end,
        is_arrival=bool(account.held_since and start <= account.held_since),
        opening=signed(opening, sense),
        lines=lines,
        closing=signed(running, sense),
        debit=debit,
        credit=credit,
    )


def as_of(accounts: Sequence[PublishedAccount]) -> datetime | None:
    """When what is shown was read from the books."""
    return max((account.as_of for account in accounts), default=None)
