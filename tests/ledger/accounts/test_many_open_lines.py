"""An account with many open lines shows the oldest, and adds up all of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from ledger.accounts.views import matching_board as matching
from ledger.matching.selectors.open_items import debts, open_items, open_sums, receipts, total
from ledger.matching.services.match_exact_sums import settle_account
from tests.factories import euros, make_staff
from tests.ledger.factories import make_books
from tests.ledger.open_items import owe, pay

pytestmark = pytest.mark.django_db


def test_sums_are_those_of_the_lines_what_is_settled_in_part_included() -> None:
    books = make_books()
    owe(books, "120,00", date(2026, 4, 1))
    owe(books, "80,00", date(2026, 5, 1))
    pay(books, "150,00", date(2026, 6, 25))
    settle_account(account=books.client_account, acting_user=None, on=timezone.localdate())
    pay(books, "7,00", date(2026, 6, 26))
    items = open_items([books.client_account.pk])
    sums = open_sums(books.client_account.pk)
    assert (sums.count, sums.owed, sums.received) == (2, euros("50,00"), euros("7,00"))
    assert (sums.owed, sums.received) == (total(debts(items)), total(receipts(items)))


def test_the_oldest_are_shown_and_the_rest_is_told(client, monkeypatch) -> None:
    monkeypatch.setattr(matching, "SHOWN_ITEMS", 2)
    books = make_books()
    for month in (3, 1, 2):
        owe(books, f"{month}0,00", date(2026, month, 1))
    client.force_login(make_staff(rights=["ledger_books.see_ledger"]))
    html = client.get(f"/comptes/{books.client_account.pk}/lettrage/").content.decode()
    assert html.count("data-signed=") == 2
    assert "60,00" in html
    assert "Les 2 plus anciennes sur 3 lignes ouvertes" in html
    assert ">30,00<" not in html
