"""A double click on « Ouvrir » opens one batch; two pages may each open theirs."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from core.database.models import AuditEvent
from receipts.counter.enums import BatchState
from receipts.counter.models import Batch
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def cashier() -> Client:
    client = Client()
    client.force_login(make.make_cashier(username="marie"))
    return client


def page_of(cashier: Client) -> str:
    html = cashier.get(reverse("receipts:counter")).content.decode()
    found = re.search(r'name="page" value="([0-9a-f-]{36})"', html)
    assert found
    return found[1]


def open_from(cashier: Client, page: str) -> str:
    form = {"channel": "cheque", "arrival_date": "2026-03-02", "page": page}
    return cashier.post(reverse("receipts:batch_open"), form)["Location"]


def test_the_same_page_twice_is_one_batch(cashier: Client) -> None:
    page = page_of(cashier)
    assert open_from(cashier, page) == open_from(cashier, page)
    assert Batch.objects.count() == 1
    assert AuditEvent.objects.filter(action="batch.open").count() == 1


def test_two_pages_are_two_batches(cashier: Client) -> None:
    assert open_from(cashier, page_of(cashier)) != open_from(cashier, page_of(cashier))


def test_a_page_kept_from_a_batch_that_is_closed_opens_nothing(cashier: Client) -> None:
    page = page_of(cashier)
    open_from(cashier, page)
    Batch.objects.update(state=BatchState.CLOSED)
    assert open_from(cashier, page) == reverse("receipts:counter")
    assert Batch.objects.count() == 1
