"""Who keys on the draft is suggested accounts there, without the right to read the ledger."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from ledger.people.services import person_search_texts as search_texts
from receipts.draft.forms import AssignForm
from tests.factories import make_account, make_entity, make_staff
from tests.receipts.factories import make_books

pytestmark = pytest.mark.django_db


@pytest.fixture
def cashier(client: Client):
    books = make_books()
    search_texts.refresh_all()
    user = make_staff(
        username="claude",
        rights=["receipts_draft.see_draft", "receipts_draft.edit_draft"],
        reads=False,
    )
    client.force_login(user)
    return client, books, user


def suggested(client: Client, text: str) -> str:
    return client.get(reverse("receipts:accounts"), {"account": text}).content.decode()


def test_a_cashier_is_suggested_accounts_by_the_draft_and_not_by_the_ledger(cashier) -> None:
    client, books, _user = cashier
    assert f'value="S001 {books.account.code} {books.account.label}"' in suggested(
        client, "s001 450"
    )
    assert client.get(reverse("ledger:pick_account"), {"account": "450"}).status_code == 403
    form = client.get(reverse("receipts:new_line")).content.decode()
    assert f'hx-get="{reverse("receipts:accounts")}"' in form


def test_neither_a_closed_account_nor_one_of_another_portfolio(cashier) -> None:
    client, books, user = cashier
    other = make_account(entity=make_entity(code="S009"), code="450AILLEURS")
    search_texts.refresh_all()
    assert books.account.code in suggested(client, "450")
    assert other.code in suggested(client, "450")
    books.account.closed_on = "2026-01-01"
    books.account.save()
    user.every_entity = False
    user.save()
    user.portfolio.create(entity=books.entity)
    assert books.account.code not in suggested(client, "450")
    assert other.code not in suggested(client, "450")


@pytest.mark.parametrize(
    "typed", ["S001 450PIERREP", "s001/450pierrep", "450PIERREP", "S001 450PIERREP Pierre"]
)
def test_an_account_is_typed_in_one_way_or_another(cashier, typed: str) -> None:
    form = AssignForm({"account": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["account"] == cashier[1].account


def test_a_number_that_two_entities_have_wants_its_entity(cashier) -> None:
    make_account(entity=make_entity(code="S009"), code="450PIERREP")
    form = AssignForm({"account": "450PIERREP"})
    assert "Plusieurs entités" in str(form.errors["account"])
