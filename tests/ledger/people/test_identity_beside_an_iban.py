"""Who must show again who they are to change an IBAN loses nothing of what they typed."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.people.models import User
from tests.factories import IBAN, PASSWORD, make_account, make_bank_account, make_entity, make_staff

pytestmark = pytest.mark.django_db
OTHER_IBAN = "FR7630004000031234567890143"
LINK = 'href="/compte/reauthenticate/?next=/reprise/" target="_blank">Confirmer mon identité</a>'


@pytest.fixture
def marie() -> User:
    return make_staff(username="marie", is_superuser=True)


def test_a_bank_account_keeps_its_form_and_the_identity_is_shown_in_another_tab(
    client: Client, marie: User
) -> None:
    bank = make_bank_account(entity=make_entity(), iban=IBAN)
    make_account(entity=bank.entity, published=True)
    client.force_login(marie)
    address = reverse("ledger:bank_account_edit", args=[bank.pk])
    page = client.get(address)
    fields = {name: value for name, value in page.context["form"].initial.items() if value}
    typed = {**fields, "entity": bank.entity_id, "label": "Compte neuf", "iban": OTHER_IBAN}
    answer = client.post(address, typed)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert LINK in told
    assert 'value="Compte neuf"' in told
    assert OTHER_IBAN in told.replace(" ", "")


def test_the_other_tab_then_says_that_the_page_waits(client: Client, marie: User) -> None:
    client.force_login(marie)
    shown = client.post(
        "/compte/reauthenticate/?next=/reprise/", {"password": PASSWORD}, follow=True
    )
    assert "votre page vous attend" in shown.content.decode()
