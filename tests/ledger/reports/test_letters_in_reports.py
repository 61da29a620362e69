"""The letters of matchings, wherever an account's lines are read: grand livre, files, statement."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook
from pypdf import PdfReader

from ledger.matching.services.match_by_hand import match_lines
from ledger.reports.selectors import ledger_lines as lines
from ledger.reports.selectors.filters import ReportFilter
from tests.factories import make_staff
from tests.ledger.factories import Books, make_books
from tests.ledger.open_items import owe, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    """A call of 100 € settled in part by 60 € (« a »), one of 65,63 € in full (« B »), 5 € open."""
    books = make_books()
    for owed, paid in (("100", "60"), ("65,63", "65,63")):
        chosen = [owe(books, owed).pk, pay(books, paid).pk]
        match_lines(
            account=books.client_account, line_ids=chosen, acting_user=None, on=timezone.localdate()
        )
    pay(books, "5")
    return books


@pytest.fixture
def client(books: Books) -> Client:
    client = Client()
    client.force_login(make_staff())
    return client


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def test_the_general_ledger_has_them(books: Books) -> None:
    wanted = ReportFilter(books.entity, date(2026, 1, 1), date(2026, 12, 31), "450", "450")
    (group,) = lines.ledger_groups(wanted)
    assert sorted(line.letter for line in group.lines) == ["", "B", "B", "a", "a"]
    assert all(line.ledger_cells()[7] == line.letter for line in group.lines)


def test_on_screen_on_paper_and_as_files(books: Books, client: Client) -> None:
    address = reverse("ledger:general_ledger")
    query = {"entite": books.entity.code, "compte_de": "450", "compte_a": "450"}
    shown = client.get(address, query).content.decode()
    assert shown.count("<td>a</td>") == shown.count("<td>B</td>") == 2
    pdf = client.get(address, {**query, "format": "pdf"}).content
    assert "Let." in text_of(pdf)
    csv = b"".join(client.get(address, {**query, "format": "csv"})).decode("utf-8-sig")
    assert csv.splitlines()[0].split(";")[7] == "Lettrage"
    assert {line.split(";")[7] for line in csv.splitlines()[1:]} == {"", "a", "B"}


def test_the_lines_of_an_account_as_files(books: Books, client: Client) -> None:
    address = reverse("ledger:account_lines", args=[books.client_account.pk])
    csv = b"".join(client.get(address, {"format": "csv"})).decode("utf-8-sig").splitlines()
    assert csv[0] == "Date;Écriture;Libellé;Pièce;Lettrage;Débit;Crédit;Solde"
    assert csv[1].split(";")[2] == "Report"
    assert sorted(line.split(";")[4] for line in csv[2:]) == ["", "B", "B", "a", "a"]
    assert csv[-1].endswith(";35,00")
    answer = client.get(address, {"format": "xlsx"})
    sheet = load_workbook(BytesIO(b"".join(answer))).active
    assert sheet is not None
    assert [cell.value for cell in sheet["E"]].count("B") == 2


def test_the_statement_has_them(books: Books, client: Client) -> None:
    pdf = client.get(reverse("ledger:account_statement", args=[books.client_account.pk])).content
    words = text_of(pdf).split()
    assert "Let." in words
    assert words.count("B") == words.count("a") == 2
