"""What the accountant asks of a report: entity, dates, accounts from and to, journals."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from ledger.books.models import Account, Entity, EntryLine


@dataclass(frozen=True)
class ReportFilter:
    """``accounts`` are codes from and to, both included, either empty; no journals means all."""

    entity: Entity
    start: date
    end: date
    account_from: str = ""
    account_to: str = ""
    journals: tuple[str, ...] = ()

    def accounts(self) -> QuerySet[Account]:
        rows = Account.objects.filter(entity=self.entity)
        if self.account_from:
            rows = rows.filter(code__gte=self.account_from)
        if self.account_to:
            # « 411 » as a last account means every account that begins with 411.
            last = Q(code__lte=self.account_to) | Q(code__startswith=self.account_to)
            rows = rows.filter(last)
        return rows

    def lines(self) -> QuerySet[EntryLine]:
        """The lines of the accounts and journals, whatever their date."""
        return self.of_journals(EntryLine.objects.filter(account__in=self.accounts()))

    def of_journals(self, lines: QuerySet[EntryLine]) -> QuerySet[EntryLine]:
        """Those of ``lines`` that are of the journals."""
        return lines.filter(entry__journal__code__in=self.journals) if self.journals else lines
