"""A line of the draft knows the others of its account: 650 € drafted twice are not 650 € each."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client

from receipts.draft.services.prepare_receipts import prepare_receipts
from tests import factories
from tests.receipts.factories import Books, make_accountant, make_books, make_receipt

pytestmark = pytest.mark.django_db
URL = "/brouillard/"
EVERYONE = {"qui": "tous"}


@pytest.fixture
def books() -> Books:
    made = make_books()
    made.account.balance = factories.euros("700,00")
    made.account.save()
    return made


@pytest.fixture
def page(client: Client) -> Client:
    client.force_login(make_accountant())
    return client


def shown(page: Client) -> str:
    return page.get(URL, EVERYONE).content.decode().replace("\xa0", " ").replace("\u202f", " ")


def test_the_line_tells_of_the_others_and_the_balance_after_counts_them(page, books) -> None:
    make_receipt(books=books, amount=factories.euros("650,00"), channel="kiosk")
    assert "déjà au brouillard" not in shown(page)
    assert "50,00 D" in shown(page)
    make_receipt(books=books, amount=factories.euros("30,00"))
    html = shown(page)
    assert "650,00 € déjà au brouillard" in html
    assert "30,00 € déjà au brouillard" in html
    assert html.count("20,00 D") == 2


def test_a_prepared_line_still_lies_there(page, books) -> None:
    prepared = make_receipt(books=books, amount=factories.euros("600,00"))
    prepare_receipts([prepared.pk], acting_user=make_accountant())
    make_receipt(books=books, amount=factories.euros("30,00"))
    assert "600,00 € déjà au brouillard" in shown(page)
    assert "70,00 D" in shown(page)


def test_the_file_of_the_draft_says_the_same_balance(page, books) -> None:
    for text in ("650,00", "30,00"):
        make_receipt(books=books, amount=factories.euros(text))
    answer = page.get("/brouillard/", {**EVERYONE, "format": "csv"})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Solde après"] for row in rows] == ["20,00", "20,00"]
