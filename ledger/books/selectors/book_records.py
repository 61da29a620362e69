"""Reads of the ledger's record screens, with the relations that they show."""

from collections.abc import Iterable

from django.db.models import F, Prefetch, QuerySet

from core.database.iban import marks_of_iban
from ledger.books.models import BankAccount, Entry, EntryLine, FiscalYear, Journal


def journals() -> QuerySet[Journal]:
    return Journal.objects.select_related("entity", "treasury_account")


def fiscal_years() -> QuerySet[FiscalYear]:
    return FiscalYear.objects.select_related("entity")


def bank_accounts() -> QuerySet[BankAccount]:
    return BankAccount.objects.select_related("entity", "folder", "journal").defer("iban")


def entries() -> QuerySet[Entry]:
    return Entry.objects.select_related("entity", "journal", "posted_by", "reversed_by")


def entry_in_full() -> QuerySet[Entry]:
    """An entry with its lines, their accounts, and its reversal either way."""
    lines = EntryLine.objects.select_related("account").order_by("id")
    return Entry.objects.select_related(
        "entity",
        "journal",
        "fiscal_year",
        "posted_by",
        "reverses__journal",
        "reversed_by__journal",
    ).prefetch_related(Prefetch("lines", queryset=lines))


def find_bank_accounts(iban: str) -> Iterable[BankAccount]:
    """The bank accounts of this very IBAN, whatever spaces it is typed with; none for no IBAN."""
    marks = marks_of_iban(iban)
    rows = BankAccount.objects.filter(iban_index__in=marks) if marks else BankAccount.objects.none()
    return rows.select_related("entity").defer("iban")


def find_entries(text: str, *, limit: int = 20) -> Iterable[Entry]:
    """Entries with this voucher, or this journal and number, latest first."""
    reference = text.strip()
    # Two questions, each with its index; one « or » of both would read every entry.
    entry_ids = set(_with_voucher(reference).values_list("pk", flat=True)[:limit])
    journal, _space, number = reference.partition(" ")
    if number.isdecimal() and len(number) < 10:
        entry_ids |= set(
            _numbered(journal.upper(), int(number)).values_list("pk", flat=True)[:limit]
        )
    rows = Entry.objects.select_related("journal", "entity").filter(pk__in=entry_ids)
    return rows.order_by("-pk")[:limit]


def _with_voucher(voucher: str) -> QuerySet[Entry]:
    """Latest first. The index holds no empty voucher, and says so."""
    rows = Entry.objects.filter(voucher__iexact=voucher).exclude(voucher="")
    # Sorted by an expression, lest the planner walk the whole key for a voucher that nobody wrote.
    return rows.order_by((F("pk") + 0).desc())


def _numbered(journal_code: str, number: int) -> QuerySet[Entry]:
    """The nth entry of each year of each journal of that name, by the index that numbers them."""
    rows = Entry.objects.filter(journal__code=journal_code, number=number)
    return rows.filter(journal__sequences__fiscal_year=F("fiscal_year")).order_by(
        (F("pk") + 0).desc()
    )
