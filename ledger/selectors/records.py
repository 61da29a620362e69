"""Reads of the ledger's record screens, with the relations that they show."""

from collections.abc import Iterable

from django.db.models import Count, Prefetch, Q, QuerySet

from core.text import fold
from ledger.models import (
    Account,
    BankAccount,
    Building,
    Entry,
    EntryLine,
    FiscalYear,
    Journal,
    Lot,
    Party,
)


def accounts() -> QuerySet[Account]:
    return Account.objects.select_related("entity", "party", "building", "accountant")


def parties() -> QuerySet[Party]:
    return Party.objects.annotate(account_count=Count("accounts"))


def buildings() -> QuerySet[Building]:
    lots = Count("lots", distinct=True)
    return Building.objects.select_related("entity", "accountant").annotate(lot_count=lots)


def lots() -> QuerySet[Lot]:
    return Lot.objects.select_related(
        "building__entity", "owner_account__entity", "tenant_account__entity"
    )


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


def _all_words(field: str, text: str) -> Q:
    found = Q()
    for word in fold(text).split():
        found &= Q(**{f"{field}__contains": word})
    return found


def find_accounts(text: str, *, limit: int = 20) -> Iterable[Account]:
    """Accounts with every word of ``text`` in their number, label or entity code."""
    words = text.split()
    found = Account.objects.select_related("entity")
    for word in words:
        found = found.filter(Q(search_text__contains=fold(word)) | Q(entity__code__iexact=word))
    return found.order_by("code", "entity__code")[:limit]


def find_parties(text: str, *, limit: int = 20) -> Iterable[Party]:
    """Parties with every word of ``text`` in their names, e-mail or town."""
    return Party.objects.filter(_all_words("search_text", text))[:limit]


def find_entries(text: str, *, limit: int = 20) -> Iterable[Entry]:
    """Entries with this voucher, or this journal and number, latest first."""
    wanted = text.strip()
    found = Q(voucher__iexact=wanted)
    journal, _space, number = wanted.partition(" ")
    if number.isdecimal() and len(number) < 10:
        found |= Q(journal__code=journal.upper(), number=int(number))
    return Entry.objects.select_related("journal", "entity").filter(found).order_by("-pk")[:limit]
