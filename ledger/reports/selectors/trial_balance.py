"""The trial balance (*balance*): per account, what was before, what moved, what is."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from core.screens.exports import ExportColumn
from core.text.money import ZERO
from ledger.reports.selectors.filters import ReportFilter

COLUMNS = (
    ExportColumn(_("Compte")),
    ExportColumn(_("Libellé"), width=36),
    ExportColumn(_("Solde à l’ouverture"), "amount"),
    ExportColumn(_("Débit"), "amount"),
    ExportColumn(_("Crédit"), "amount"),
    ExportColumn(_("Solde débiteur"), "amount"),
    ExportColumn(_("Solde créditeur"), "amount"),
)


@dataclass(frozen=True, slots=True)
class BalanceRow:
    """One account, in euros; ``opening`` and ``closing`` are debits less credits."""

    code: str
    label: str
    opening: Decimal
    debit: Decimal
    credit: Decimal

    @property
    def closing(self) -> Decimal:
        return self.opening + self.debit - self.credit

    @property
    def debit_balance(self) -> Decimal:
        return max(self.closing, ZERO)

    @property
    def credit_balance(self) -> Decimal:
        return max(-self.closing, ZERO)

    def cells(self) -> list[Any]:
        return [
            *(self.code, self.label, self.opening, self.debit, self.credit),
            *(self.debit_balance, self.credit_balance),
        ]


@dataclass(frozen=True)
class TrialBalance:
    rows: Sequence[BalanceRow]

    @property
    def totals(self) -> list[Decimal]:
        """Sums of the amounts' columns, in their order."""
        columns = list(zip(*(row.cells()[2:] for row in self.rows), strict=True))
        return [sum(column, ZERO) for column in columns] or [ZERO] * 5

    @property
    def balances(self) -> bool:
        """Whether debits equal credits, and debit balances credit balances."""
        _opening, debit, credit, debtors, creditors = self.totals
        return debit == credit and debtors == creditors


def trial_balance(report_filter: ReportFilter) -> TrialBalance:
    """Accounts that moved before the end of the period, by code, in one query."""
    before, within = Q(date__lt=report_filter.start), Q(date__gte=report_filter.start)
    sums = (
        report_filter.lines()
        .filter(date__lte=report_filter.end)
        .order_by("account__code")
        .values_list("account__code", "account__label")
        .annotate(
            debit_before=Sum("debit", filter=before, default=ZERO),
            credit_before=Sum("credit", filter=before, default=ZERO),
            debit_within=Sum("debit", filter=within, default=ZERO),
            credit_within=Sum("credit", filter=within, default=ZERO),
        )
    )
    return TrialBalance(
        [
            BalanceRow(code, label, opening_debit - opening_credit, debit, credit)
            for code, label, opening_debit, opening_credit, debit, credit in sums
        ]
    )
