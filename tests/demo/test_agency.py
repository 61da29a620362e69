"""The demo agency, built through the real services, is one an accountant believes in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from stdnum import luhn
from stdnum.eu import at_02

from core.database.iban import clean_bic, clean_iban
from ledger.books.models import Account, BankAccount, Entity, EntryLine, FiscalYear, Journal
from ledger.books.services import chain
from ledger.people.models import Building
from lsc.demo import people
from lsc.demo.agency import Built, build
from receipts.draft.models import DraftReceipt
from tests.kept import kept_for_a_module

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def built(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    with kept_for_a_module(django_db_blocker, tmp_path_factory.mktemp("agency")):
        yield build()


def test_two_entities_two_buildings_sixty_accounts(built: Built) -> None:
    assert list(Entity.objects.values_list("code", flat=True)) == ["G001", "S001"]
    assert Building.objects.count() == 2
    assert Account.objects.count() == built.accounts == 60
    assert FiscalYear.objects.count() == 4


def test_the_books_hold(built: Built) -> None:
    totals = EntryLine.objects.aggregate(debit=Sum("debit"), credit=Sum("credit"))
    assert totals["debit"] == totals["credit"]
    for journal in Journal.objects.all():
        for year in FiscalYear.objects.filter(entity=journal.entity):
            assert chain.verify(journal, year) is None


def test_pierre_owes_65_63_euros_in_the_books(built: Built) -> None:
    account = Account.objects.get(code="450PIERREP")
    assert account.balance == Decimal("65.63")
    assert account.party is not None
    assert account.party.name == "Pierre PROPRIETAIRE"


def test_bank_details_pass_the_checks_of_real_ones(built: Built) -> None:
    for entity in Entity.objects.all():
        assert at_02.is_valid(entity.creditor_identifier)
        assert luhn.is_valid(entity.ordering_party_siret)
        assert luhn.is_valid(entity.ordering_party_siret[:9])
    for bank in BankAccount.objects.all():
        assert clean_iban(bank.iban) == bank.iban
        assert clean_bic(bank.bic) == bank.bic


def test_money_waits_in_several_channels(built: Built) -> None:
    channels = set(DraftReceipt.objects.values_list("channel", flat=True))
    assert channels >= {"cheque", "transfer", "card_terminal", "tip", "cash", "other"}
    assert DraftReceipt.objects.count() == built.pending


def test_staff_hold_the_rights_of_their_posts(built: Built) -> None:
    staff = built.staff
    assert staff["admin"].is_superuser
    assert staff["jlc"].has_perm("receipts_draft.post_receipts")
    assert not staff["pvi"].has_perm("receipts_draft.post_receipts")
    assert staff["pvi"].has_perms(["ledger_books.see_ledger", "ledger_books.edit_records"])
    assert len(staff) == len(people.STAFF)
