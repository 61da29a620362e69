"""The amount in words is asked above what the agency set, 0 until it does."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from core.text.money import format_euros
from receipts.counter.models import Batch, Cheque, CounterRule
from receipts.counter.selectors.counter_rule import counter_rule
from receipts.counter.services.set_counter_rule import set_words_above
from tests import factories
from tests.factories import euros
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user():
    return make.make_cashier(username="marie")


@pytest.fixture
def batch(user) -> Batch:
    return make.make_batch(user=user)


@pytest.fixture
def browser(user, client: Client) -> Client:
    client.force_login(user)
    return client


def key(browser: Client, batch: Batch, counter: make.Counter, **fields: Any) -> tuple[int, str]:
    values = {
        "form_id": str(uuid4()),
        "account": [str(counter.pierre.pk)],
        "figures": "500,00",
        "words": "",
        "number": "4521007",
        "drawer": "Pierre PROPRIETAIRE",
        "bank": "Crédit Agricole",
        "date": "2026-11-20",
        **fields,
    }
    answer = browser.post(
        reverse("receipts:batch_key", args=[batch.pk]), values, headers={"HX-Request": "true"}
    )
    return answer.status_code, answer.content.decode()


def test_until_it_is_set_words_are_always_asked(browser, batch, counter) -> None:
    status, text = key(browser, batch, counter, figures="0,01")
    assert status == 422
    assert "Lisez-le sur le chèque et tapez-le aussi." in text
    assert not Cheque.objects.exists()


def test_up_to_500_euros_figures_are_enough(browser, batch, counter, user) -> None:
    set_words_above(euros("500"), acting_user=user)
    assert key(browser, batch, counter)[0] == 200
    cheque = Cheque.objects.get()
    assert (cheque.amount, cheque.amount_in_figures) == (euros("500"), euros("500"))


def test_a_cent_above_it_they_are_asked(browser, batch, counter, user) -> None:
    set_words_above(euros("500"), acting_user=user)
    status, text = key(browser, batch, counter, figures="500,01")
    assert status == 422
    assert f"Au-dessus de {format_euros(euros('500'))}" in text


def test_words_that_are_typed_all_the_same_prevail(browser, batch, counter, user) -> None:
    set_words_above(euros("500"), acting_user=user)
    assert key(browser, batch, counter, words="400,00")[0] == 200
    assert Cheque.objects.get().amount == euros("400")


def test_words_that_are_no_amount_are_refused_even_below_it(browser, batch, counter, user) -> None:
    set_words_above(euros("500"), acting_user=user)
    assert key(browser, batch, counter, words="cinq cents")[0] == 422


def test_the_setting_is_audited_and_never_negative(user) -> None:
    set_words_above(euros("500"), acting_user=user)
    set_words_above(euros("500"), acting_user=user)
    assert AuditEvent.objects.filter(action="counter.words_above").count() == 1
    with pytest.raises(BusinessError, match="positif"):
        set_words_above(euros("-1"), acting_user=user)
    assert counter_rule().words_above == euros("500")


def test_it_is_set_on_the_counter_settings(client) -> None:
    client.force_login(factories.make_staff(rights=["core_people.manage_settings"]))
    client.post(reverse("receipts:counter_words"), {"words_above": "1 500,00"})
    assert CounterRule.objects.get().words_above == euros("1500")
    assert "1\u202f500,00" in client.get(reverse("receipts:counter_settings")).content.decode()
