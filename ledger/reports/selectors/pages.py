"""Reports too long to be shown at once: a page of them, read by itself, and where the next begins.

A page costs what it shows; what is added up over the whole period is asked for by itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any, Generic, TypeVar

from django.db.models import (
    BigIntegerField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Sum,
    Value,
)
from django.db.models.functions import Greatest

from core.database.lookups import is_beyond
from core.text.money import ZERO, MoneyField, from_cents
from ledger.books.models import Account, Entry, EntryLine, Journal
from ledger.reports.selectors.filters import ReportFilter
from ledger.reports.selectors.ledger_lines import Group, Line, ledger_line, of_journals, of_ledger
from ledger.reports.selectors.trial_balance import BalanceRow

T = TypeVar("T")
#: Beyond this many lines, or accounts, a report is shown page by page.
MOST_LINES, MOST_ACCOUNTS = 3_000, 1_000
#: What a page holds: accounts of the trial balance, of the general ledger, lines of each; entries.
BALANCE_ACCOUNTS, LEDGER_ACCOUNTS, LINES_EACH, ENTRIES = 100, 20, 50, 200


@dataclass(frozen=True, slots=True)
class Sums:
    """An account's amounts in euros: debits less credits before the period, then what moved."""

    opening: Decimal = ZERO
    debit: Decimal = ZERO
    credit: Decimal = ZERO

    @property
    def moved(self) -> bool:
        return bool(self.opening or self.debit or self.credit)


@dataclass(frozen=True)
class Page(Generic[T]):
    """Part of a report; ``following`` begins the next page, empty on the last."""

    items: list[T]
    following: str


def has_many_lines(report_filter: ReportFilter) -> bool:
    """Whether the period has more than ``MOST_LINES``; counts no further."""
    lines = report_filter.lines().filter(date__gte=report_filter.start, date__lte=report_filter.end)
    return is_beyond(lines, MOST_LINES)


def has_many_accounts(report_filter: ReportFilter) -> bool:
    """Whether more than ``MOST_ACCOUNTS`` moved before the end; counts no further."""
    return is_beyond(_moved(report_filter), MOST_ACCOUNTS)


def _moved(report_filter: ReportFilter) -> QuerySet[Account]:
    lines = EntryLine.objects.filter(account=OuterRef("pk"), date__lte=report_filter.end)
    return report_filter.accounts().filter(Exists(report_filter.of_journals(lines)))


def _by_account(
    report_filter: ReportFilter, lines: QuerySet[EntryLine]
) -> QuerySet[EntryLine, Any]:
    """Opening balance, debits and credits of each account, which an index answers alone."""
    before, within = Q(date__lt=report_filter.start), Q(date__gte=report_filter.start)
    net = Sum(F("debit") - F("credit"), filter=before, default=ZERO, output_field=MoneyField())
    return (
        lines.filter(date__lte=report_filter.end)
        .order_by()
        .values("account_id")
        .annotate(
            opening=net,
            debits=Sum("debit", filter=within, default=ZERO),
            credits=Sum("credit", filter=within, default=ZERO),
        )
    )


def _sums(report_filter: ReportFilter, accounts: list[Account]) -> dict[int, Sums]:
    lines = report_filter.of_journals(EntryLine.objects.filter(account__in=accounts))
    return {
        row["account_id"]: Sums(row["opening"], row["debits"], row["credits"])
        for row in _by_account(report_filter, lines)
    }


def balance_totals(report_filter: ReportFilter) -> list[Decimal]:
    """Opening balance, debits, credits, debit balances and credit balances of all the accounts."""
    cents, nothing = BigIntegerField(), Value(0, output_field=BigIntegerField())
    closing = ExpressionWrapper(F("opening") + F("debits") - F("credits"), cents)
    opposite = ExpressionWrapper(F("credits") - F("debits") - F("opening"), cents)
    sums = (
        _by_account(report_filter, report_filter.lines())
        .annotate(
            owed=Greatest(closing, nothing, output_field=cents),
            due=Greatest(opposite, nothing, output_field=cents),
        )
        .aggregate(
            opening_sum=Sum("opening"),
            debit_sum=Sum("debits"),
            credit_sum=Sum("credits"),
            owed_sum=Sum("owed"),
            due_sum=Sum("due"),
        )
    )
    of_lines = [sums[name] or ZERO for name in ("opening_sum", "debit_sum", "credit_sum")]
    return [*of_lines, *(from_cents(sums[name] or 0) for name in ("owed_sum", "due_sum"))]


def _accounts_after(
    report_filter: ReportFilter, code: str, count: int
) -> tuple[list[Account], str]:
    """The next accounts that moved, by code, and the last one's code where more follow."""
    rows = list(_moved(report_filter).filter(code__gt=code).order_by("code")[: count + 1])
    return rows[:count], rows[count - 1].code if len(rows) > count else ""


def balance_page(report_filter: ReportFilter, after: str) -> Page[BalanceRow]:
    """Accounts of the trial balance, from the one that follows the code ``after``."""
    accounts, following = _accounts_after(report_filter, after, BALANCE_ACCOUNTS)
    sums = _sums(report_filter, accounts)
    rows = ((account, sums[account.pk]) for account in accounts)
    return Page(
        [BalanceRow(a.code, a.label, each.opening, each.debit, each.credit) for a, each in rows],
        following,
    )


def ledger_page(report_filter: ReportFilter, after: str) -> Page[Group]:
    """Accounts of the general ledger, each with its first ``LINES_EACH`` lines and its totals.

    What did not move and carried nothing is left out, so that a page may be shorter.
    """
    groups, following = list[Group](), after
    while not groups:
        accounts, following = _accounts_after(report_filter, following, LEDGER_ACCOUNTS)
        sums = _sums(report_filter, accounts)
        groups = [
            _ledger_group(report_filter, account, sums[account.pk])
            for account in accounts
            if sums[account.pk].moved
        ]
        if not following:
            break
    return Page(groups, following)


def _ledger_group(report_filter: ReportFilter, account: Account, sums: Sums) -> Group:
    lines = EntryLine.objects.filter(
        account=account, date__gte=report_filter.start, date__lte=report_filter.end
    ).order_by("date", "id")
    rows = list(of_ledger(report_filter.of_journals(lines))[: LINES_EACH + 1])
    shown, balance = list[Line](), sums.opening
    for row in rows[:LINES_EACH]:
        shown.append(ledger_line(row, balance))
        balance = shown[-1].balance
    return Group(
        account.code,
        account.label,
        sums.opening,
        shown,
        sums=(sums.debit, sums.credit),
        rest_of=account.pk if len(rows) > LINES_EACH else None,
    )


def journal_page(report_filter: ReportFilter, after: str) -> Page[Group]:
    """Entries of the journals, by journal, year and number, from the one that follows ``after``.

    ``after`` is such as ``BQ/3/120``: journal, the year's id, number; what names none begins anew.
    """
    keys = list[_Key]()
    for chain in _chains(report_filter, _Place.read(after)):
        keys += chain.values_list("pk", "journal__code", "fiscal_year_id", "number")[
            : ENTRIES + 1 - len(keys)
        ]
        if len(keys) > ENTRIES:
            break
    shown = keys[:ENTRIES]
    following = "/".join(map(str, shown[-1][1:])) if len(keys) > ENTRIES else ""
    lines = EntryLine.objects.filter(
        entry__in=[key[0] for key in shown], account__in=report_filter.accounts()
    )
    labels = dict(report_filter.entity.journals.values_list("code", "label"))
    groups = groupby((Line(*row) for row in of_journals(lines)), key=lambda line: line.journal)
    return Page(
        [Group(code, labels[code], ZERO, list(rows), is_part=True) for code, rows in groups],
        following,
    )


#: An entry's id, its journal's code, its year's id and its number.
_Key = tuple[int, str, int, int]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a page of the journals begins: after this number of this journal and year."""

    journal: str = ""
    year: int = 0
    number: int = 0

    @classmethod
    def read(cls, text: str) -> "_Place":
        journal, _slash, rest = text.partition("/")
        year, _slash, number = rest.partition("/")
        digits = year.isdecimal() and number.isdecimal() and len(rest) < 20
        return cls(journal, int(year), int(number)) if digits else cls()


def _chains(report_filter: ReportFilter, place: _Place) -> Iterator[QuerySet[Entry]]:
    """Each journal's entries of each year by number, from ``place`` on."""
    journals = Journal.objects.filter(entity=report_filter.entity, code__gte=place.journal)
    if report_filter.journals:
        journals = journals.filter(code__in=report_filter.journals)
    years = list(report_filter.entity.fiscal_years.order_by("start"))
    reached = next((n for n, year in enumerate(years) if year.pk == place.year), 0)
    of_accounts = EntryLine.objects.filter(
        entry=OuterRef("pk"), account__in=report_filter.accounts()
    )
    for journal in journals.order_by("code"):
        is_first = journal.code == place.journal
        for year in years[reached if is_first else 0 :]:
            entries = Entry.objects.filter(
                Exists(of_accounts),
                journal=journal,
                fiscal_year=year,
                date__range=(report_filter.start, report_filter.end),
            )
            if is_first and year.pk == place.year:
                entries = entries.filter(number__gt=place.number)
            yield entries.order_by("number")
