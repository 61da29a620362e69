"""A BIC that is not of the bank of its IBAN is told to who types it, and stops nothing."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.database.iban import bank_of
from ledger.books.models import BankAccount, BankDetailsChange, Entity
from tests.factories import IBAN, make_bank_account, make_entity, make_staff
from tests.ledger.forms import shown

pytestmark = pytest.mark.django_db
RIGHTS = ["ledger_books.edit_records", "ledger_books.change_bank_details"]
ELSEWHERE = "DEUTDEFF"
TOLD = f"Le BIC {ELSEWHERE} n’est pas celui que l’on connaît"


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(make_staff(rights=RIGHTS))
    return client


def save(editor: Client, entity: Entity, **typed: str) -> str:
    """The page after what was typed on the entity's record was taken."""
    address = reverse("ledger:entity", args=[entity.pk])
    answer = editor.post(address, shown(editor, address) | typed, follow=True)
    assert answer.redirect_chain
    return answer.content.decode()


def test_on_the_entitys_record_while_it_is_typed_and_as_long_as_it_stands(editor: Client) -> None:
    entity = make_entity()
    page = save(editor, entity, iban=IBAN, bic=ELSEWHERE)
    assert BankAccount.objects.get().bic == ELSEWHERE
    # Once as what was just done, once beside the account.
    assert page.count(TOLD) == 2
    assert save(editor, entity, name="Autre").count(TOLD) == 1
    assert TOLD not in save(editor, entity, bic=bank_of(IBAN)[0])


def test_on_the_record_of_a_bank_account(editor: Client) -> None:
    account = make_bank_account(entity=make_entity())
    address = reverse("ledger:bank_account_edit", args=[account.pk])
    page = editor.post(address, shown(editor, address) | {"bic": ELSEWHERE}, follow=True)
    assert page.redirect_chain
    assert TOLD in page.content.decode()


def test_who_approves_a_change_reads_it_too(editor: Client) -> None:
    account = make_bank_account(entity=make_entity())
    BankDetailsChange.objects.create(
        entity=account.entity,
        bank_account=account,
        requested_by=make_staff(),
        requested_at=timezone.now(),
        values={"bic": ELSEWHERE},
        replaced={"bic": account.bic},
    )
    assert TOLD in editor.get(reverse("ledger:bank_details")).content.decode()
