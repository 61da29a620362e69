"""What is still open on accounts: lines that no matching settles, or only in part."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce

from core.text.money import ZERO, MoneyField
from ledger.books.enums import PERSONAL
from ledger.books.models import Account, EntryLine
from ledger.matching.models.matching import letter_of

#: Account of the general chart whose credit charges interest to whoever owes.
INTEREST = "76"
#: That of the co-ownership chart: « Produits divers (dont intérêts légaux dus par les
#: copropriétaires) » (order of 14 March 2005, annex). It holds other products as well, so a label
#: must say interest; 716 is what the syndicate's own money earns, which no co-owner owes.
SUNDRY_INCOME = "714"
_SAYS_INTEREST = "int[eéEÉ]r[eêEÊ]t"


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A line with something left to settle, due on ``due_on``. Amounts in euros."""

    line_id: int
    account_id: int
    entry_id: int
    due_on: date
    date: date
    label: str
    reference: str
    voucher: str
    is_debit: bool
    amount: Decimal
    remainder: Decimal
    #: The entry that this line's entry corrects, where it is a reversal.
    reverses_id: int | None = None
    #: The matching that settles part of it, and its number within the account; else None and 0.
    matching_id: int | None = None
    matching_number: int = 0
    is_interest: bool = False

    @property
    def letter(self) -> str:
        """In lower case, as it is settled in part; empty where it has none."""
        return letter_of(self.matching_number).lower()

    @property
    def signed(self) -> Decimal:
        """What is left, positive for a debt and negative for money received."""
        return self.remainder if self.is_debit else -self.remainder


def open_lines(lines: QuerySet[EntryLine]) -> QuerySet[EntryLine]:
    """Those of ``lines`` that are not settled to the last cent."""
    return lines.filter(Q(matched__isnull=True) | Q(matched__amount__lt=F("debit") + F("credit")))


def standing_lines(lines: QuerySet[EntryLine]) -> QuerySet[EntryLine]:
    """Those that nothing undid and that undo nothing themselves: a reversal, a bounced cheque."""
    kept = lines.filter(entry__reverses__isnull=True, entry__reversed_by__isnull=True)
    return kept.exclude(matched__matching__undoes=True)


def open_items(account_ids: Iterable[int], *, limit: int | None = None) -> list[OpenItem]:
    """Open debits and credits of the accounts, oldest first, in one query; the first ``limit``."""
    lines = open_lines(EntryLine.objects.filter(account__in=list(account_ids)))
    rows = lines.annotate(is_interest=_charges_interest()).order_by("account_id", "date", "id")
    return [_item(row) for row in rows.values(*_FIELDS)[:limit]]


@dataclass(frozen=True)
class OpenSums:
    """What is open on an account: how many lines, and in euros what is owed and received."""

    count: int
    owed: Decimal
    received: Decimal


def open_sums(account_id: int) -> OpenSums:
    """Added up by the database, however many lines there are."""
    left = F("debit") + F("credit") - Coalesce(F("matched__amount"), Value(ZERO, MoneyField()))
    money = MoneyField()
    sums = open_lines(EntryLine.objects.filter(account=account_id)).aggregate(
        count=Count("pk"),
        owed=Sum(left, filter=Q(debit__gt=0), default=ZERO, output_field=money),
        received=Sum(left, filter=Q(credit__gt=0), default=ZERO, output_field=money),
    )
    return OpenSums(**sums)


_FIELDS = (
    *("pk", "account_id", "entry_id", "date", "due_on", "label", "entry__voucher"),
    *("debit", "credit"),
    *("entry__reverses_id", "is_interest", "entry__journal__code", "entry__number"),
    *("matched__amount", "matched__matching_id", "matched__matching__number"),
)


def _charges_interest() -> Exists:
    said = Q(label__iregex=_SAYS_INTEREST) | Q(account__label__iregex=_SAYS_INTEREST)
    income = (
        Q(account__code__startswith=INTEREST) | Q(account__code__startswith=SUNDRY_INCOME) & said
    )
    return Exists(EntryLine.objects.filter(income, entry=OuterRef("entry"), credit__gt=0))


def _item(row: dict[str, Any]) -> OpenItem:
    amount = row["debit"] or row["credit"]
    return OpenItem(
        line_id=row["pk"],
        account_id=row["account_id"],
        entry_id=row["entry_id"],
        date=row["date"],
        due_on=row["due_on"],
        label=row["label"],
        reference=f"{row['entry__journal__code']} {row['entry__number']}",
        voucher=row["entry__voucher"],
        is_debit=bool(row["debit"]),
        amount=amount,
        remainder=amount - (row["matched__amount"] or ZERO),
        reverses_id=row["entry__reverses_id"],
        matching_id=row["matched__matching_id"],
        matching_number=row["matched__matching__number"] or 0,
        is_interest=row["is_interest"],
    )


def debts(items: Iterable[OpenItem]) -> list[OpenItem]:
    """The open debits: what is owed."""
    return [item for item in items if item.is_debit]


def receipts(items: Iterable[OpenItem]) -> list[OpenItem]:
    """The open credits: money received that settles nothing yet."""
    return [item for item in items if not item.is_debit]


def total(items: Iterable[OpenItem]) -> Decimal:
    """What is left of the items, added up regardless of their side, in euros."""
    return sum((item.remainder for item in items), ZERO)


def accounts_to_match(account_ids: Iterable[int] | None = None) -> list[int]:
    """Ids of the personal accounts, among these or all, on which both a debit and a credit are
    open."""
    lines = open_lines(EntryLine.objects.filter(account__role__in=PERSONAL)).order_by()
    if account_ids is not None:
        lines = lines.filter(account__in=list(account_ids))
    matchable = Account.objects.filter(pk__in=lines.filter(debit__gt=0).values("account"))
    matchable = matchable.filter(pk__in=lines.filter(credit__gt=0).values("account"))
    return list(matchable.order_by("pk").values_list("pk", flat=True))
