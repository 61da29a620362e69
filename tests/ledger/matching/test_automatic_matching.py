"""Lines matched without a person: sums that agree to the cent, and posted receipts."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from ledger.matching.models import Matching
from ledger.matching.selectors.open_items import (
    accounts_to_match,
    debts,
    open_items,
    receipts,
    total,
)
from ledger.matching.services.match_at_night import match_all_accounts
from ledger.matching.services.match_exact_sums import Allocation, match_exact_sums, settle_receipts
from tests.factories import euros, make_account
from tests.ledger.factories import Books, make_books
from tests.ledger.open_items import letters, owe, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    return make_books()


def auto(books: Books) -> tuple[int, object]:
    matched = match_exact_sums(
        accounts=[books.client_account.pk], acting_user=books.user, on=timezone.localdate()
    )
    return matched.count, matched.total


def test_equal_amounts_are_paired_the_oldest_first(books: Books) -> None:
    owe(books, "50", label="Janvier")
    owe(books, "50", date(2026, 2, 1), label="Février")
    pay(books, "50")
    assert auto(books) == (1, euros("50"))
    assert letters(books.client_account) == {"Janvier 50.00": "A", "Chèque 50.00": "A"}


def test_one_cheque_for_two_quarters(books: Books) -> None:
    owe(books, "30", label="T1")
    owe(books, "45", date(2026, 4, 1), label="T2")
    owe(books, "12", date(2026, 7, 1), label="T3")
    pay(books, "75")
    assert auto(books) == (1, euros("75"))
    assert [item.label for item in open_items([books.client_account.pk])] == ["T3"]


def test_two_cheques_for_one_debt(books: Books) -> None:
    owe(books, "100")
    pay(books, "60")
    pay(books, "40", date(2026, 4, 1), label="Solde")
    assert auto(books) == (1, euros("100"))
    assert open_items([books.client_account.pk]) == []


def test_all_that_is_left_where_it_adds_up_to_zero(books: Books) -> None:
    owe(books, "10")
    owe(books, "25", date(2026, 2, 1))
    pay(books, "20")
    pay(books, "15", date(2026, 4, 1))
    assert auto(books) == (1, euros("35"))


def test_what_does_not_agree_to_the_cent_is_left_open(books: Books) -> None:
    owe(books, "100")
    pay(books, "99,99")
    assert auto(books) == (0, euros("0"))
    assert not Matching.objects.exists()
    assert accounts_to_match() == [books.client_account.pk]


def test_twice_is_once(books: Books) -> None:
    owe(books, "50")
    pay(books, "50")
    auto(books)
    assert auto(books) == (0, euros("0"))
    assert accounts_to_match() == []


def test_each_account_has_its_own_letters(books: Books) -> None:
    other = make_account(entity=books.entity, code="450MARTIN")
    for account in (books.client_account, other):
        owe(books, "50", account=account)
        pay(books, "50", account=account)
    match_exact_sums(
        accounts=[books.client_account.pk, other.pk], acting_user=None, on=timezone.localdate()
    )
    assert set(letters(books.client_account).values()) == {"A"}
    assert set(letters(other).values()) == {"A"}


def test_a_receipt_settles_the_oldest_debts(books: Books) -> None:
    owe(books, "30", label="T1")
    owe(books, "45", date(2026, 2, 1), label="T2")
    receipt = pay(books, "50")
    matched = settle_receipts(
        [Allocation(receipt.entry_id)], acting_user=books.user, on=timezone.localdate()
    )
    assert matched.total == euros("50")
    (left,) = open_items([books.client_account.pk])
    assert (left.label, left.remainder) == ("T2", euros("25"))


def test_a_receipt_settles_what_the_debtor_chose(books: Books) -> None:
    owe(books, "30", label="T1")
    chosen = owe(books, "45", date(2026, 2, 1), label="T2")
    receipt = pay(books, "50")
    asked = Allocation(receipt.entry_id, [(chosen.pk, euros("45"))])
    settle_receipts([asked], acting_user=books.user, on=timezone.localdate())
    settle_receipts([asked], acting_user=books.user, on=timezone.localdate())
    items = open_items([books.client_account.pk])
    assert [(item.label, item.remainder) for item in debts(items)] == [("T1", euros("30"))]
    assert total(receipts(items)) == euros("5")


def test_a_choice_that_was_paid_meanwhile_stays_on_the_account(books: Books) -> None:
    chosen = owe(books, "45")
    pay(books, "45")
    auto(books)
    receipt = pay(books, "45", label="Doublon")
    asked = Allocation(receipt.entry_id, [(chosen.pk, euros("45"))])
    assert settle_receipts([asked], acting_user=books.user, on=timezone.localdate()).count == 0
    assert total(receipts(open_items([books.client_account.pk]))) == euros("45")


def test_two_receipts_of_one_batch_share_a_debt(books: Books) -> None:
    owe(books, "100")
    entries = [pay(books, amount).entry_id for amount in ("60", "60")]
    settle_receipts(
        [Allocation(pk) for pk in entries], acting_user=books.user, on=timezone.localdate()
    )
    items = open_items([books.client_account.pk])
    assert not debts(items)
    assert total(receipts(items)) == euros("20")


def test_the_number_of_statements_does_not_grow(
    books: Books, django_assert_max_num_queries: object
) -> None:
    entries = []
    for number in range(12):
        account = make_account(entity=books.entity, code=f"450C{number:03}")
        owe(books, "50", account=account)
        entries.append(pay(books, "50", account=account).entry_id)
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        settle_receipts(
            [Allocation(pk) for pk in entries], acting_user=books.user, on=timezone.localdate()
        )
    assert Matching.objects.filter(is_total=True).count() == 12


@pytest.mark.dated
def test_the_night_matches_personal_accounts_and_sums_it_up(books: Books) -> None:
    owe(books, "50")
    pay(books, "50")
    said = match_all_accounts(today=timezone.localdate())
    assert said.startswith("1 lettrage, pour 50,00")
    assert match_all_accounts(today=timezone.localdate()) == "Aucune somme à rapprocher."
