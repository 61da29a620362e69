"""XLSX, CSV and PDF of a list: real figures, French, and nothing that runs as a formula."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from core.screens.exports import ExportColumn, csv_lines, harmless, write_xlsx
from ledger.books.models import Account
from tests.core.screens.conftest import Screen

COLUMNS = [
    ExportColumn("Libellé"),
    ExportColumn("Montant", "amount"),
    ExportColumn("Date", "date"),
    ExportColumn("Le", "datetime"),
    ExportColumn("Actif", "bool"),
]
ROW = [
    "Règlement",
    Decimal("1234.50"),
    date(2026, 11, 21),
    datetime(2026, 11, 21, 23, 30, tzinfo=UTC),
    True,
]


def sheet(content: bytes) -> list[tuple[object, ...]]:
    book = load_workbook(BytesIO(content))
    assert book.active is not None
    return list(book.active.iter_rows(values_only=True))


def test_a_workbook_has_real_numbers_and_dates() -> None:
    with write_xlsx([ROW], COLUMNS, title="Comptes / tous [2026]") as file:
        book = load_workbook(BytesIO(file.read()))
    page = book.active
    assert page is not None
    assert page.freeze_panes == "A2"
    label, amount, day, instant, active = next(page.iter_rows(min_row=2))
    assert amount.value == 1234.5
    assert "€" in amount.number_format
    assert day.value == datetime(2026, 11, 21)  # noqa: DTZ001 - spreadsheets have no time zone
    assert instant.value == datetime(2026, 11, 22, 0, 30)  # noqa: DTZ001
    assert active.value == "oui"
    assert label.value == "Règlement"


@pytest.mark.parametrize(
    "text", ["=1+1", "+33 3 83", "-2", "@SUM(A1)", "\tx", "=cmd|' /C calc'!A0"]
)
def test_no_text_runs_as_a_formula(text: str) -> None:
    with write_xlsx([[text]], COLUMNS[:1], title="x") as file:
        cell = load_workbook(BytesIO(file.read())).active["A2"]  # type: ignore[index]
    assert cell.data_type == "s"
    assert cell.value.strip() == text.strip()
    assert harmless(text) == f"'{text}"


def test_a_csv_is_french() -> None:
    lines = b"".join(csv_lines([ROW, [None, Decimal("-2"), None, None, False]], COLUMNS))
    assert lines.decode().splitlines() == [
        "\ufeffLibellé;Montant;Date;Le;Actif",
        "Règlement;1234,50;21/11/2026;22/11/2026 00:30;oui",
        ";-2;;;",
    ]


def test_the_whole_filter_is_exported_not_the_page(screen: Screen) -> None:
    response = screen.client.get(f"{screen.url}?format=xlsx&solde=debiteur&tri=-balance")
    rows = sheet(b"".join(response))
    assert len(rows) == 60
    assert rows[1][1] == "450C59"
    assert "comptes-" in response.headers["Content-Disposition"]


def test_the_selection_is_exported_alone(screen: Screen) -> None:
    chosen = f"{screen.accounts[8].pk},{screen.accounts[2].pk}"
    response = screen.post(format="csv", sel=chosen, vue="tri=-balance")
    lines = b"".join(response).decode().splitlines()
    assert [line.split(";")[1] for line in lines[1:]] == ["450C08", "450C02"]


def test_a_printed_list_says_what_it_is_filtered_on(screen: Screen) -> None:
    Account.objects.filter(code="450C09").update(label="Zoé ÉTÉ")
    response = screen.client.get(f"{screen.url}?format=pdf&solde=debiteur&q=copropri%C3%A9taire")
    reader = PdfReader(BytesIO(response.content))
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "Recherche : copropriétaire" in text
    assert "Solde : Débiteur" in text
    assert "450C59" in text
    assert len(reader.pages) > 1
    for number, page in enumerate(reader.pages, start=1):
        assert f"Page {number}/{len(reader.pages)}" in page.extract_text()
        assert "édité le" in page.extract_text(), "the foot runs on every page"


def test_too_long_a_list_is_not_printed(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.screens.lists.files.MAX_PRINTED", 10)
    response = screen.client.get(f"{screen.url}?format=pdf", follow=True)
    assert "filtrez-la avant de l’imprimer" in response.content.decode()
