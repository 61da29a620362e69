"""Addresses of the ledger's records."""

from django.urls import reverse

from ledger.books.models import Account, BankAccount, Entry, FiscalYear, Journal


def account_url(account: Account) -> str:
    return reverse("ledger:account", args=[account.pk])


def journal_url(journal: Journal) -> str:
    return reverse("ledger:journal", args=[journal.pk])


def fiscal_year_url(year: FiscalYear) -> str:
    return reverse("ledger:fiscal_year", args=[year.pk])


def bank_account_url(account: BankAccount) -> str:
    return reverse("ledger:bank_account", args=[account.pk])


def entry_url(entry: Entry) -> str:
    return reverse("ledger:entry", args=[entry.pk])
