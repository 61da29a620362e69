"""What is no character stops no export and no letter: U+FFFE, control characters…"""

from __future__ import annotations

import csv
import io
import json

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from core.people.models import Agency
from core.screens.exports import ExportColumn, csv_lines, write_xlsx
from core.screens.pdf import render_pdf
from core.text.words import clean_text, one_line, replace_unfit
from ledger.people.models import Party
from ledger.reports.services.export_fec import _record
from sepa.mandates.rules.charset import sepa_text
from tests.factories import make_party, make_staff

UNFIT = [
    *("\ufffe", "\uffff", "\ufdd0", "\U0001fffe", "\U0010ffff"),
    *("\0", "\x01", "\x08", "\x0b", "\x0c", "\x1f", "\x7f", "\x80", "\x85", "\x9f"),
    *("\ud800", "\udfff", "\u2028"),
]
#: Plenty of them, among letters that must stay.
TEXTS = st.text(st.one_of(st.sampled_from(UNFIT), st.characters()), max_size=30)
COLUMNS = [ExportColumn("Nom")]


@pytest.mark.parametrize("letter", UNFIT)
def test_it_is_left_out_of_a_name(letter: str) -> None:
    assert one_line(f"Du{letter}pont") in ("Dupont", "Du pont")
    assert replace_unfit(f"Du{letter}pont") == "Du\ufffdpont"


@pytest.mark.parametrize(
    "text", ["Hélène Bœuf", "Łukasz", "a\tb\r\nc", "🚀 ½ €", "\ue000", "\ufffd"]
)
def test_every_other_text_is_itself(text: str) -> None:
    assert clean_text(text) is text


@given(TEXTS)
def test_what_is_clean_fits_xml_and_utf8_and_stays_clean(text: str) -> None:
    cleaned = clean_text(text)
    element = etree.Element("Nm")
    element.text = cleaned
    assert etree.fromstring(etree.tostring(element, encoding="utf-8")).tag == "Nm"
    assert cleaned.encode().decode() == cleaned
    assert clean_text(cleaned) is cleaned


@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_a_spreadsheet_of_any_names_opens(names: list[str]) -> None:
    with write_xlsx([[name] for name in names], COLUMNS, title=names[0]) as file:
        sheet = load_workbook(file).worksheets[0]
    assert sheet.max_row <= len(names) + 1


@given(st.lists(TEXTS, min_size=1, max_size=8))
def test_a_csv_of_any_names_is_read_back(names: list[str]) -> None:
    content = b"".join(csv_lines([[name] for name in names], COLUMNS)).decode("utf-8-sig")
    assert "\0" not in content
    assert len(list(csv.reader(io.StringIO(content, newline=""), delimiter=";"))) >= 1


@given(TEXTS)
def test_a_file_of_entries_and_a_bank_file_take_any_label(text: str) -> None:
    record = _record((text or "x", "65,63"))
    assert record.count(b"\r\n") == record.count(b"\t") == 1
    zone = record.decode("iso8859-15").split("\t")[0]
    assert zone.strip() == zone != ""
    assert not any(ord(letter) < 32 or 127 <= ord(letter) < 160 for letter in zone)
    assert sepa_text(text, 70).isascii()


@pytest.mark.django_db
@given(TEXTS)
def test_the_database_keeps_what_is_clean(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s", [json.dumps({"payer": clean_text(text)})])
        assert json.loads(cursor.fetchone()[0]) == {"payer": clean_text(text)}


@pytest.mark.parametrize("letter", UNFIT)
def test_a_pdf_is_made_of_any_name(db, letter: str) -> None:
    Agency.objects.get_or_create(pk=1, defaults={"name": "Agence Crypto"})
    content = render_pdf("core/pdf/base.html", {}, title=f"Du{letter}pont", kept=True)
    assert content.startswith(b"%PDF")


@pytest.fixture
def office(client: Client, db: None) -> Client:
    client.force_login(make_staff(is_superuser=True))
    return client


@pytest.mark.parametrize("letter", ["\ufffe", "\0", "\x0c", "\x85"])
def test_it_does_not_come_in_with_what_is_typed(office: Client, letter: str) -> None:
    typed = {"last_name": f"Du{letter}pont", "country": "FR", "town": "Nancy"}
    answer = office.post(reverse("ledger:party_create"), typed)
    assert answer.status_code == 302
    assert one_line(Party.objects.get(town="Nancy").last_name) in ("Dupont", "Du pont")
    assert letter not in Party.objects.get(town="Nancy").last_name


@pytest.mark.parametrize("letter", ["\ufffe", "\0", "\x85"])
def test_a_search_for_it_answers(office: Client, letter: str) -> None:
    assert office.get(reverse("core:search"), {"q": f"Du{letter}pont"}).status_code == 200
    assert office.get(reverse("ledger:parties"), {"q": f"Du{letter}pont"}).status_code == 200


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_name_that_is_there_already_stops_no_export(office: Client, kind: str) -> None:
    make_party()
    Party.objects.update(last_name="Du\ufffepont", search_text="dupont")
    answer = office.get(reverse("ledger:parties"), {"format": kind})
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    assert answer.status_code == 200
    assert "\ufffe".encode() not in content
