"""Reports on paper where they are too long to be laid out: drawn row by row, as registers."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.screens.register import DAY, Register, RegisterColumn, Subtotal, period_fact
from core.text.money import format_amount, format_balance
from ledger.reports.selectors.filters import ReportFilter
from ledger.reports.selectors.ledger_lines import Group
from ledger.reports.selectors.trial_balance import TrialBalance


def balance_register(report_filter: ReportFilter, balance: TrialBalance) -> Register:
    """The trial balance, in the columns of its page."""
    return Register(
        facts=_facts(report_filter),
        columns=[
            RegisterColumn(_("Compte"), 22),
            RegisterColumn(_("Libellé"), 41),
            RegisterColumn(_("Ouverture"), 25, is_amount=True),
            RegisterColumn(_("Débit"), 23, is_amount=True),
            RegisterColumn(_("Crédit"), 23, is_amount=True),
            RegisterColumn(_("Solde débiteur"), 24, is_amount=True),
            RegisterColumn(_("Solde créditeur"), 24, is_amount=True),
        ],
        rows=[
            [
                *(row.code, row.label, format_balance(row.opening)),
                *(format_amount(row.debit), format_amount(row.credit)),
                *(_or_blank(row.debit_balance), _or_blank(row.credit_balance)),
            ]
            for row in balance.rows
        ],
        totals=["", _("Total"), *map(format_amount, balance.totals)],
        carries=False,
    )


def ledger_register(
    report_filter: ReportFilter, groups: Sequence[Group], totals: Sequence[Decimal]
) -> Register:
    """The general ledger: each account's lines under its name, then what they come to."""
    return Register(
        facts=_facts(report_filter),
        columns=[
            RegisterColumn(_("Date"), 17),
            RegisterColumn(_("Journal"), 13),
            RegisterColumn(_("N°"), 12),
            RegisterColumn(_("Pièce"), 17),
            RegisterColumn(_("Libellé"), 44),
            RegisterColumn(_("Let."), 8),
            RegisterColumn(_("Débit"), 23, is_amount=True),
            RegisterColumn(_("Crédit"), 23, is_amount=True),
            RegisterColumn(_("Solde"), 25, is_amount=True),
        ],
        rows=[row for group in groups for row in _ledger_rows(group)],
        totals=["", "", "", "", _("Total"), "", *map(format_amount, totals), ""],
        carries=False,
    )


def journal_register(
    report_filter: ReportFilter, groups: Sequence[Group], totals: Sequence[Decimal]
) -> Register:
    """The journals: each one's lines under its name, then what they come to."""
    return Register(
        facts=_facts(report_filter),
        columns=[
            RegisterColumn(_("N°"), 13),
            RegisterColumn(_("Date"), 17),
            RegisterColumn(_("Pièce"), 17),
            RegisterColumn(_("Compte"), 45),
            RegisterColumn(_("Libellé"), 44),
            RegisterColumn(_("Débit"), 23, is_amount=True),
            RegisterColumn(_("Crédit"), 23, is_amount=True),
        ],
        rows=[row for group in groups for row in _journal_rows(group)],
        totals=["", "", "", "", _("Total"), *map(format_amount, totals)],
        carries=False,
    )


def _facts(report_filter: ReportFilter) -> list[tuple[str, str]]:
    return [
        (_("Entité"), str(report_filter.entity)),
        period_fact(report_filter.start, report_filter.end),
    ]


def _or_blank(euros: Decimal) -> str:
    return format_amount(euros) if euros else ""


def _ledger_rows(group: Group) -> Iterator[Sequence[str]]:
    yield [f"{group.code} {group.label}"]
    if group.opening:
        yield [*[""] * 4, _("Report"), "", "", "", format_balance(group.opening)]
    for line in group.lines:
        yield [
            *(date_format(line.date, DAY), line.journal, str(line.number), line.voucher),
            *(line.label, line.letter, _or_blank(line.debit), _or_blank(line.credit)),
            format_balance(line.balance),
        ]
    sums = format_amount(group.debit), format_amount(group.credit), format_balance(group.closing)
    yield Subtotal(("", "", "", "", _("Total %(code)s") % {"code": group.code}, "", *sums))


def _journal_rows(group: Group) -> Iterator[Sequence[str]]:
    yield [f"{group.code} {group.label}"]
    for line in group.lines:
        yield [
            *(str(line.number), date_format(line.date, DAY), line.voucher),
            *(f"{line.account} {line.account_label}", line.label),
            *(_or_blank(line.debit), _or_blank(line.credit)),
        ]
    total = _("Total %(code)s") % {"code": group.code}
    yield Subtotal(("", "", "", "", total, format_amount(group.debit), format_amount(group.credit)))
