"""A day of the year 1 or 9999 is answered as any other: it never breaks a page."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from core.text.dates import day_after, months_later
from core.text.errors import BusinessError
from ledger.books.services.open_next_year import open_next_year
from tests.factories import make_entity, make_staff

LAST, FIRST = date.max, date.min


def test_nothing_is_later_than_the_last_day() -> None:
    assert day_after(date(2026, 12, 31)) == date(2027, 1, 1)
    assert day_after(LAST) == months_later(LAST, 1) == months_later(date(9998, 1, 1), 36) == LAST


@pytest.mark.django_db
@pytest.mark.parametrize("day", [LAST, FIRST])
def test_the_audit_trail_up_to_that_day_is_shown(day: date) -> None:
    client = Client()
    client.force_login(make_staff(is_superuser=True))
    assert client.get(reverse("core:audit"), {"until": day.isoformat()}).status_code == 200


@pytest.mark.django_db
def test_no_year_begins_on_the_last_day() -> None:
    with pytest.raises(BusinessError):
        open_next_year(entity=make_entity(), acting_user=make_staff(), start=LAST)


@pytest.mark.django_db
def test_no_year_follows_9999() -> None:
    entity, chief = make_entity(), make_staff()
    year = open_next_year(entity=entity, acting_user=chief, start=date(9999, 1, 1))
    assert year.end == LAST
    with pytest.raises(BusinessError):
        open_next_year(entity=entity, acting_user=chief)
