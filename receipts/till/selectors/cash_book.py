"""The cash book of a till (account 53, or the treasury of the journal for cash), day by day.

Cash is in the till on the day it was paid: a line is there while it waits in the draft, and stays
on that day once posted, whatever its entry's date. What the books alone tell is on its entry's day.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext as _

from core.people.models import User
from core.text.money import ZERO, MoneyField
from ledger.books.models import Account, EntryLine, ReceiptJournal
from ledger.books.selectors.journal_settings import JOURNAL_SETTINGS
from receipts.draft.enums import WAITING
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.draft_lines import SEE_OTHERS
from receipts.draft.services.reverse_receipt import REDRAFTED
from receipts.till.models import CashCount


@dataclass(frozen=True)
class CashLine:
    """Money that went in or out of the till, in euros; ``is_posted`` once it is in the books.
    ``url_name`` is empty where there is no page for whoever asks."""

    reference: str
    label: str
    received: Decimal
    paid: Decimal
    balance: Decimal
    url_name: str
    pk: int
    is_posted: bool = True

    def cells(self) -> list[Any]:
        return [self.reference, self.label, self.received, self.paid, self.balance]


@dataclass(frozen=True)
class CashDay:
    """A till on a day: what was in it, what moved, what should be in it, what was counted."""

    account: Account
    day: date
    opening: Decimal
    lines: Sequence[CashLine]
    count: CashCount | None

    @property
    def received(self) -> Decimal:
        return sum((line.received for line in self.lines), ZERO)

    @property
    def paid(self) -> Decimal:
        return sum((line.paid for line in self.lines), ZERO)

    @property
    def closing(self) -> Decimal:
        return self.opening + self.received - self.paid


def tills() -> QuerySet[Account]:
    """Accounts that are a till: numbered 53, or where the entity's cash journal puts its money."""
    cash = [each.code for each in JOURNAL_SETTINGS if each.is_cash]
    chosen = ReceiptJournal.objects.filter(channel__in=cash).values("journal__treasury_account")
    accounts = Account.objects.filter(Q(code__startswith="53") | Q(pk__in=chosen))
    return accounts.filter(closed_on__isnull=True).select_related("entity")


def cash_day(account: Account, day: date, *, seen_by: User | None = None) -> CashDay:
    """The till's day: posted lines first, then what is in the draft and therefore in the till.
    With ``seen_by``, what that user may not see of the draft is an amount and nothing else."""
    posted = posted_in(account)
    waiting = DraftReceipt.objects.filter(status__in=WAITING, journal__treasury_account=account)
    opening = net_of(posted.filter(paid_on__lt=day)) + _sum(waiting.filter(movement_date__lt=day))
    lines, balance = [], opening
    for line in posted.filter(paid_on=day).select_related("entry__journal").order_by("id"):
        balance += line.debit - line.credit
        lines.append(
            CashLine(
                reference=str(line.entry),
                label=line.label,
                received=line.debit,
                paid=line.credit,
                balance=balance,
                url_name="ledger:entry",
                pk=line.entry_id,
            )
        )
    sees_others = seen_by is None or seen_by.has_perm(SEE_OTHERS)
    for row in waiting.filter(movement_date=day).order_by("pk"):
        balance += row.amount
        is_shown = sees_others or (seen_by is not None and row.assigned_to_id == seen_by.pk)
        lines.append(
            CashLine(
                reference=_("brouillard"),
                label=row.label if is_shown else _("Ligne d’un collègue"),
                received=row.amount,
                paid=ZERO,
                balance=balance,
                url_name="receipts:record" if is_shown else "",
                pk=row.pk,
                is_posted=False,
            )
        )
    counts = CashCount.objects.select_related("counted_by", "account", "entry__journal")
    counts = counts.filter(account=account, day=day, reopened_at=None)
    return CashDay(account, day, opening, lines, counts.first())


def latest_counts(account: Account, *, limit: int) -> QuerySet[CashCount]:
    """Those that were reopened among them."""
    rows = CashCount.objects.filter(account=account).select_related("counted_by")
    return rows.order_by("-day", "-pk")[:limit]


def reopened_counts(account: Account, day: date) -> QuerySet[CashCount]:
    """What was counted that day, and set aside to be counted again."""
    rows = CashCount.objects.filter(account=account, day=day, reopened_at__isnull=False)
    return rows.select_related("reopened_by").order_by("pk")


def posted_in(*accounts: Account) -> QuerySet[Any]:
    """Lines of the tills in the books, with ``paid_on``, the day on which the cash moved."""
    receipt = "entry__reverses__receipt"
    # What was taken back to be drafted again never left the till.
    again = DraftReceipt.objects.filter(
        channel=OuterRef(f"{receipt}__channel"),
        source_key=Concat(Value(REDRAFTED), Cast(OuterRef(f"{receipt}__pk"), CharField())),
    )
    return EntryLine.objects.filter(account__in=accounts).annotate(
        paid_on=Coalesce(
            "entry__receipt__movement_date", Subquery(again.values("movement_date")[:1]), "date"
        )
    )


def net_of(lines: QuerySet[Any]) -> Decimal:
    """What went in less what went out, in euros."""
    net = Sum(F("debit") - F("credit"), output_field=MoneyField(), default=ZERO)
    found: Decimal = lines.aggregate(net=net)["net"]
    return found


def _sum(rows: QuerySet[DraftReceipt]) -> Decimal:
    found: Decimal = rows.aggregate(total=Sum("amount", default=ZERO))["total"]
    return found
