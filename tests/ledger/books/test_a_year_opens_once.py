"""Two tabs, or a double click, open one fiscal year."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.test import Client
from django.urls import reverse

from core.text.errors import BusinessError
from ledger.books.models import FiscalYear
from ledger.books.services.open_next_year import open_next_year
from tests.factories import make_entity, make_fiscal_year, make_staff

pytestmark = pytest.mark.django_db


def test_the_same_page_sent_twice_opens_one_year() -> None:
    entity = make_entity()
    seen = make_fiscal_year(entity=entity).pk
    first = open_next_year(entity=entity, acting_user=None, seen=seen)
    again = open_next_year(entity=entity, acting_user=None, seen=seen)
    assert first == again
    assert FiscalYear.objects.count() == 2


@pytest.mark.dated
def test_the_first_year_too() -> None:
    entity = make_entity()
    for _turn in range(2):
        open_next_year(entity=entity, acting_user=None, start=date(2026, 1, 1), seen=0)
    assert FiscalYear.objects.count() == 1


def test_a_page_shown_since_opens_the_next() -> None:
    entity = make_entity()
    seen = make_fiscal_year(entity=entity).pk
    for _turn in range(2):
        seen = open_next_year(entity=entity, acting_user=None, seen=seen).pk
    assert [year.start.year for year in FiscalYear.objects.order_by("start")] == [2026, 2027, 2028]


def test_another_end_asked_for_meanwhile_is_told() -> None:
    entity = make_entity()
    seen = make_fiscal_year(entity=entity).pk
    open_next_year(entity=entity, acting_user=None, seen=seen)
    with pytest.raises(BusinessError, match="vient d’être ouvert"):
        open_next_year(entity=entity, acting_user=None, end=date(2027, 6, 30), seen=seen)


def test_two_years_never_follow_the_same() -> None:
    entity = make_entity()
    year = make_fiscal_year(entity=entity)
    open_next_year(entity=entity, acting_user=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_fiscal_year(
            entity=entity, start=date(2030, 1, 1), end=date(2030, 12, 31), follows=year
        )


def test_the_page_pressed_twice_leads_twice_to_the_same_year() -> None:
    entity = make_entity()
    seen = make_fiscal_year(entity=entity).pk
    client = Client()
    client.force_login(
        make_staff(rights=["ledger_books.close_fiscal_year", "ledger_books.see_ledger"])
    )
    page = client.get(reverse("ledger:fiscal_year_open")).content.decode()
    assert f'name="seen" value="{seen}"' in page
    form = {"entity": entity.pk, "start": "", "end": "", "seen": seen}
    first, again = (client.post(reverse("ledger:fiscal_year_open"), form) for _turn in range(2))
    assert first["Location"] == again["Location"]
    assert FiscalYear.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_instant_open_one_year() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    entity = make_entity()
    seen = make_fiscal_year(entity=entity).pk
    start, opened = threading.Barrier(2), []

    def open_it() -> None:
        start.wait(30)
        opened.append(open_next_year(entity=entity, acting_user=None, seen=seen).pk)
        connections.close_all()

    threads = [threading.Thread(target=open_it) for _turn in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(set(opened)) == 1
    assert FiscalYear.objects.count() == 2
