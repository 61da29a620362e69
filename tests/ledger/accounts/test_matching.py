"""The tab « Lettrage » of an account, and the list of overpayments."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ledger.matching.models import Matching
from ledger.matching.services.match_by_hand import match_lines
from tests.factories import make_staff
from tests.ledger.factories import Books, make_books
from tests.ledger.open_items import letters, owe, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    return make_books()


def signed_in(*rights: str) -> Client:
    client = Client()
    client.force_login(make_staff(rights=rights))
    return client


@pytest.fixture
def matcher() -> Client:
    return signed_in("ledger_matching.match_lines")


def page(client: Client, books: Books) -> str:
    address = reverse("ledger:account_matching", args=[books.client_account.pk])
    return client.get(address).content.decode()


def post(client: Client, name: str, books: Books, **data: object) -> str:
    address = reverse(name, args=[books.client_account.pk])
    return client.post(address, data, follow=True).content.decode()


def test_open_lines_are_shown_with_what_is_left(matcher: Client, books: Books) -> None:
    debt, cheque = owe(books, "100"), pay(books, "60")
    match_lines(
        account=books.client_account,
        line_ids=[debt.pk, cheque.pk],
        acting_user=None,
        on=timezone.localdate(),
    )
    pay(books, "5", label="Acompte")
    shown = page(matcher, books)
    assert "dû 40,00 €" in shown.replace("\u202f", " ")
    assert "Acompte" in shown
    assert "data-matching-submit" in shown
    assert "Délettrer a" in shown


def test_who_may_not_match_reads_only(books: Books) -> None:
    owe(books, "100"), pay(books, "60")
    shown = page(signed_in(), books)
    assert "Lignes ouvertes" in shown
    assert "data-matching-submit" not in shown
    assert 'name="ligne"' not in shown


def test_an_account_with_nothing_open_says_so(matcher: Client, books: Books) -> None:
    assert "Aucune ligne ouverte" in page(matcher, books)


def test_chosen_lines_are_matched_and_the_undo_is_offered(matcher: Client, books: Books) -> None:
    debt, cheque = owe(books, "65,63"), pay(books, "65,63")
    answer = post(matcher, "ledger:account_match", books, ligne=[debt.pk, cheque.pk])
    assert "Lignes lettrées A." in answer
    made = Matching.objects.get()
    assert reverse("ledger:matching_undo", args=[made.pk]) in answer
    undone = matcher.post(reverse("ledger:matching_undo", args=[made.pk]), follow=True)
    assert "de nouveau ouvertes" in undone.content.decode()
    assert letters(books.client_account) == {}


def test_a_double_click_matches_once(matcher: Client, books: Books) -> None:
    debt, cheque = owe(books, "65,63"), pay(books, "65,63")
    post(matcher, "ledger:account_match", books, ligne=[debt.pk, cheque.pk])
    answer = post(matcher, "ledger:account_match", books, ligne=[debt.pk, cheque.pk])
    assert "lettrée entre-temps" in answer
    assert Matching.objects.count() == 1


@pytest.mark.parametrize("name", ["ledger:account_match_exact", "ledger:account_settle"])
def test_matching_by_rule(matcher: Client, books: Books, name: str) -> None:
    owe(books, "65,63"), pay(books, "65,63")
    assert "1 lettrage, pour 65,63" in post(matcher, name, books)
    assert "Rien à lettrer" in post(matcher, name, books)


def test_the_letter_shows_among_the_lines(matcher: Client, books: Books) -> None:
    owe(books, "65,63"), pay(books, "65,63")
    post(matcher, "ledger:account_match_exact", books)
    address = reverse("ledger:account_lines", args=[books.client_account.pk])
    assert "<td>A</td>" in matcher.get(address).content.decode()


def test_a_selection_of_accounts_is_matched(matcher: Client, books: Books) -> None:
    owe(books, "65,63"), pay(books, "65,63")
    data = {"sel": str(books.client_account.pk), "vue": ""}
    answer = matcher.post(reverse("ledger:accounts_match"), data, follow=True)
    assert "1 lettrage" in answer.content.decode()


def test_overpayments_lead_to_the_lines(matcher: Client, books: Books) -> None:
    address = reverse("ledger:overpayments")
    assert "Aucun trop perçu" in matcher.get(address).content.decode()
    pay(books, "65,63")
    shown = matcher.get(address).content.decode()
    assert "450PIERREP" in shown
    assert "65,63" in shown
    assert reverse("ledger:account_matching", args=[books.client_account.pk]) in shown
