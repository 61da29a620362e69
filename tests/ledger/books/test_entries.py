"""Entries are searched by what an accountant knows of them, read, and reversed once."""

from __future__ import annotations

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from ledger.books.models import Entry
from tests.factories import euros
from tests.ledger.conftest import Office


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("montant=65,63", 1),
        ("montant=65,64", 0),
        ("compte=450", 1),
        ("compte=411", 0),
        ("journal=bq", 1),
        ("journal=ra", 0),
        ("du=2026-03-15&au=2026-03-15", 1),
        ("du=2026-03-16", 0),
        ("numero=1", 1),
        ("numero=2", 0),
        ("q=pierre", 1),
        ("q=paul", 0),
    ],
)
def test_entries_are_searched(office: Office, query: str, found: int) -> None:
    html = office.client.get(f"{reverse('ledger:entries')}?{query}").content.decode()
    assert len(re.findall(r'data-id="', html)) == found


def test_an_entry_shows_its_sides_its_seal_and_who_posted_it(office: Office) -> None:
    url = reverse("ledger:entry", args=[office.entry.pk])
    text = office.client.get(url).content.decode()
    for expected in ("512000", "450PIERREP", "65,63", office.entry.hash, str(office.books.user)):
        assert expected in text


def test_an_entry_is_reversed_once_with_a_reason(office: Office) -> None:
    url = reverse("ledger:entry_reverse", args=[office.entry.pk])
    fields = {"date": "2026-03-20", "voucher": "", "reason": ""}
    assert office.client.post(url, fields).status_code == 422
    response = office.client.post(url, {**fields, "reason": "Saisie deux fois"})
    mirror = Entry.objects.get(reverses=office.entry)
    assert response.headers["Location"] == reverse("ledger:entry", args=[mirror.pk])
    assert mirror.total == euros("65,63")
    text = office.client.get(reverse("ledger:entry", args=[office.entry.pk])).content.decode()
    assert "Contre-passée par l’écriture" in text
    assert url not in text
    again = office.client.post(url, {**fields, "reason": "Encore"})
    assert again.status_code == 422
    assert "déjà contre-passée" in again.content.decode()


def test_a_year_is_opened_closed_and_reopened_from_its_record(office: Office) -> None:
    year = office.books.year
    close = reverse("ledger:fiscal_year_close", args=[year.pk])
    response = office.client.post(close)
    said = [str(message) for message in get_messages(response.wsgi_request)]
    assert "clôturé" in said[0]
    year.refresh_from_db()
    if year.status == "open":
        assert "n’est pas terminé" in said[0]
    opened = office.client.post(
        reverse("ledger:fiscal_year_open"), {"entity": office.books.entity.pk}
    )
    assert opened.status_code == 302
    years = office.client.get(reverse("ledger:fiscal_years")).content.decode()
    assert "01/01/2027" in years
