"""General ledger (*grand livre*) and journal listing: every line, streamed, with its totals."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from core.screens.exports import ExportColumn
from core.text.money import ZERO
from ledger.books.models import EntryLine
from ledger.matching.models.matching import shown_letter
from ledger.reports.selectors.filters import ReportFilter

LEDGER_COLUMNS = (
    ExportColumn(_("Compte")),
    ExportColumn(_("Libellé du compte"), width=30),
    ExportColumn(_("Date"), "date"),
    ExportColumn(_("Journal")),
    ExportColumn(_("N°"), "number"),
    ExportColumn(_("Pièce")),
    ExportColumn(_("Libellé"), width=36),
    ExportColumn(_("Lettrage")),
    ExportColumn(_("Débit"), "amount"),
    ExportColumn(_("Crédit"), "amount"),
    ExportColumn(_("Solde"), "amount"),
)
JOURNAL_COLUMNS = (
    ExportColumn(_("Journal")),
    ExportColumn(_("N°"), "number"),
    ExportColumn(_("Date"), "date"),
    ExportColumn(_("Pièce")),
    ExportColumn(_("Compte")),
    ExportColumn(_("Libellé du compte"), width=30),
    ExportColumn(_("Libellé"), width=36),
    ExportColumn(_("Débit"), "amount"),
    ExportColumn(_("Crédit"), "amount"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a report, in euros. ``balance`` runs within the account, opening included."""

    account: str
    account_label: str
    journal: str
    number: int
    date: date
    voucher: str
    label: str
    debit: Decimal
    credit: Decimal
    balance: Decimal = ZERO
    #: What settles it, in lower case while something is left open; the general ledger's alone.
    letter: str = ""

    def ledger_cells(self) -> list[Any]:
        return [
            *(self.account, self.account_label, self.date, self.journal, self.number),
            *(self.voucher, self.label, self.letter, self.debit, self.credit, self.balance),
        ]

    def journal_cells(self) -> list[Any]:
        return [
            *(self.journal, self.number, self.date, self.voucher, self.account),
            *(self.account_label, self.label, self.debit, self.credit),
        ]


@dataclass
class Group:
    """An account of the general ledger, or a journal of the listing, with its lines."""

    code: str
    label: str
    opening: Decimal
    lines: list[Line] = field(default_factory=list)
    #: Debits and credits of the period where ``lines`` are only the first of them.
    sums: tuple[Decimal, Decimal] | None = None
    #: Id of the account that has more lines than these; None where they are all here.
    rest_of: int | None = None
    #: Whether other pages hold more of it, and so nothing is added up here.
    is_part: bool = False

    @property
    def debit(self) -> Decimal:
        return self.sums[0] if self.sums else sum((line.debit for line in self.lines), ZERO)

    @property
    def credit(self) -> Decimal:
        return self.sums[1] if self.sums else sum((line.credit for line in self.lines), ZERO)

    @property
    def closing(self) -> Decimal:
        return self.opening + self.debit - self.credit


_FIELDS = (
    *("account__code", "account__label", "entry__journal__code", "entry__number", "date"),
    *("entry__voucher", "label", "debit", "credit"),
)
_LETTER = ("matched__matching__number", "matched__matching__is_total")


def _within(report_filter: ReportFilter) -> QuerySet[EntryLine]:
    return report_filter.lines().filter(date__gte=report_filter.start, date__lte=report_filter.end)


def totals(report_filter: ReportFilter) -> tuple[int, Decimal, Decimal]:
    """How many lines the period has, and their debits and credits, in one query."""
    sums = _within(report_filter).aggregate(
        count=Count("pk"), debit=Sum("debit", default=ZERO), credit=Sum("credit", default=ZERO)
    )
    return sums["count"], sums["debit"], sums["credit"]


def openings(report_filter: ReportFilter) -> dict[str, Decimal]:
    """Debits less credits before the period, by account code; only what is not zero."""
    sums = (
        report_filter.lines()
        .filter(date__lt=report_filter.start)
        .order_by()
        .values_list("account__code")
        .annotate(debit=Sum("debit"), credit=Sum("credit"))
    )
    return {code: debit - credit for code, debit, credit in sums if debit != credit}


def of_ledger(lines: QuerySet[EntryLine]) -> "QuerySet[EntryLine, tuple[Any, ...]]":
    """What ``ledger_line`` reads of each."""
    return lines.values_list(*_FIELDS, *_LETTER)


def ledger_line(row: tuple[Any, ...], balance: Decimal) -> Line:
    """A line of the general ledger; ``balance`` is that of its account before it, in euros."""
    *cells, number, is_total = row
    letter = shown_letter(number, is_total=is_total) if number else ""
    return Line(*(*cells, balance + cells[7] - cells[8], letter))


def of_journals(lines: QuerySet[EntryLine]) -> "QuerySet[EntryLine, tuple[Any, ...]]":
    """What ``Line`` holds of each, by journal, fiscal year and number."""
    order = ("entry__journal__code", "entry__fiscal_year__start", "entry__number", "id")
    return lines.order_by(*order).values_list(*_FIELDS)


def ledger_lines(report_filter: ReportFilter) -> Iterator[Line]:
    """By account, date and entry, each with the account's running balance."""
    before = openings(report_filter)
    rows = of_ledger(_within(report_filter).order_by("account__code", "date", "id"))
    for code, group in groupby(rows.iterator(chunk_size=2000), key=lambda row: row[0]):
        balance = before.get(code, ZERO)
        for row in group:
            line = ledger_line(row, balance)
            balance = line.balance
            yield line


def journal_lines(report_filter: ReportFilter) -> Iterator[Line]:
    """By journal, fiscal year and number."""
    for row in of_journals(_within(report_filter)).iterator(chunk_size=2000):
        yield Line(*row)


def ledger_groups(report_filter: ReportFilter) -> Iterator[Group]:
    """Accounts that moved in the period, or that came into it with a balance, by code."""
    before = openings(report_filter)
    labels = dict(report_filter.accounts().filter(code__in=before).values_list("code", "label"))
    grouped = _grouped(ledger_lines(report_filter), "account")
    groups = {code: Group(code, lines[0].account_label, ZERO, lines) for code, lines in grouped}
    for code, opening in before.items():
        groups.setdefault(code, Group(code, labels[code], ZERO)).opening = opening
    for code in sorted(groups):
        yield groups[code]


def journal_groups(report_filter: ReportFilter) -> Iterator[Group]:
    labels = dict(report_filter.entity.journals.values_list("code", "label"))
    for code, lines in _grouped(journal_lines(report_filter), "journal"):
        yield Group(code, labels[code], ZERO, lines)


def _grouped(lines: Iterable[Line], name: str) -> Iterator[tuple[str, list[Line]]]:
    for code, group in groupby(lines, key=lambda line: getattr(line, name)):
        yield code, list(group)
