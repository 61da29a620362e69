"""A year is not closed over cheques keyed in its batches; those that wait for the bank are told."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import FiscalYear
from ledger.books.services.close_year import close_year, closing_warnings
from receipts.counter.services.key_cheque import key_cheque
from receipts.counter.services.open_batch import open_batch
from tests import factories
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db

CHRISTMAS = date(2025, 12, 30)


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user() -> User:
    return make.make_cashier(username="marie")


@pytest.fixture
def year(counter: make.Counter) -> FiscalYear:
    return factories.make_fiscal_year(
        entity=counter.entity, start=date(2025, 1, 1), end=date(2025, 12, 31)
    )


def key(counter: make.Counter, user: User, day: date, *, open_items: bool = False) -> int:
    batch = open_batch(
        acting_user=user, channel_code="cheque", arrival_date=day, with_open_items=open_items
    )
    key_cheque(batch.pk, make.keyed([(counter.pierre, "65,63")]), acting_user=user)
    return batch.pk


def test_a_cheque_of_the_mail_of_30_december_holds_the_year_up(counter, user, year) -> None:
    """65,63 € keyed on mail of 30/12: refused until posted; then told as not at the bank."""
    batch_id = key(counter, user, CHRISTMAS)
    key(counter, user, date(2026, 1, 2))
    with pytest.raises(BusinessError) as refusal:
        close_year(fiscal_year=year, acting_user=user, now=timezone.now())
    (problem,) = refusal.value.problems
    assert "1 chèque arrivé dans cet exercice" in problem
    assert "65,63" in problem
    batch = counter.pierre.entity.cheques.get(batch=batch_id).batch
    make.close(batch, user=user)
    with pytest.raises(BusinessError, match="ne peut pas encore"):
        close_year(fiscal_year=year, acting_user=user, now=timezone.now())
    assert closing_warnings(year, today=timezone.localdate()) == []
    make.post(batch, user=user)
    (warning,) = closing_warnings(year, today=timezone.localdate())
    assert "1 chèque de cet exercice" in warning
    closed = close_year(fiscal_year=year, acting_user=user, now=timezone.now())
    assert closing_warnings(closed, today=timezone.localdate()) == []


def test_the_years_page_warns_until_the_slip_is_written(
    counter, user, year, client: Client
) -> None:
    batch_id = key(counter, user, CHRISTMAS)
    batch = counter.pierre.entity.cheques.get(batch=batch_id).batch
    make.close(batch, user=user)
    make.post(batch, user=user)
    client.force_login(user)
    page = reverse("ledger:fiscal_year", args=[year.pk])
    assert "remis en banque" in client.get(page).content.decode()
    make.deposit(counter, user=user, day=date(2025, 12, 31))
    assert "remis en banque" not in client.get(page).content.decode()
