"""Addresses of the ledger's records."""

from django.urls import reverse

from ledger.models import Account, BankAccount, Building, Entry, FiscalYear, Journal, Lot, Party


def account_url(account: Account) -> str:
    return reverse("ledger:account", args=[account.pk])


def party_url(party: Party) -> str:
    return reverse("ledger:party", args=[party.pk])


def building_url(building: Building) -> str:
    return reverse("ledger:building", args=[building.pk])


def lot_url(lot: Lot) -> str:
    return reverse("ledger:lot", args=[lot.pk])


def journal_url(journal: Journal) -> str:
    return reverse("ledger:journal", args=[journal.pk])


def fiscal_year_url(year: FiscalYear) -> str:
    return reverse("ledger:fiscal_year", args=[year.pk])


def bank_account_url(account: BankAccount) -> str:
    return reverse("ledger:bank_account", args=[account.pk])


def entry_url(entry: Entry) -> str:
    return reverse("ledger:entry", args=[entry.pk])
