"""A long report is drawn, not laid out: the same lines and figures, in seconds."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from pypdf import PdfReader

from core.text.money import ZERO
from ledger.reports.selectors import paper
from ledger.reports.views import reports
from tests.factories import make_staff
from tests.ledger.factories import two_years

pytestmark = pytest.mark.django_db

YEAR = {"entite": "S001", "du": "2026-01-01", "au": "2026-12-31"}
PLACES = ["/balance/", "/grand-livre/", "/editions/journaux/"]


@pytest.fixture
def printed(client):
    two_years()
    client.force_login(make_staff(rights=["ledger_books.see_ledger"]))

    def read(place: str) -> str:
        answer = client.get(place, {**YEAR, "format": "pdf"})
        assert answer["Content-Type"] == "application/pdf"
        pages = PdfReader(BytesIO(answer.content)).pages
        text = "\n".join(page.extract_text() for page in pages)
        return text.replace("\u00a0", " ").replace("\u202f", " ")

    return read


@pytest.mark.parametrize("place", PLACES)
def test_a_long_report_tells_the_figures_of_a_short_one(printed, monkeypatch, place) -> None:
    laid_out = printed(place)
    monkeypatch.setattr(reports, "MOST_LAID_OUT", 0)
    drawn = printed(place)
    for text in ("65,63", "0,37", "66,00", "450PIERREP", "512000", "du 01/01/2026 au 31/12/2026"):
        assert text in laid_out
        assert text in drawn
    figures = [word for word in laid_out.split() if "," in word and word[0].isdigit()]
    drawn_figures = drawn.split()
    for figure in figures:
        assert figure in drawn_figures


def test_the_drawn_ledger_runs_from_the_opening_balance(printed, monkeypatch) -> None:
    monkeypatch.setattr(reports, "MOST_LAID_OUT", 0)
    text = printed("/grand-livre/")
    account = text.split("450PIERREP Pierre PROPRIETAIRE")[1].split("Total 450PIERREP")[0]
    assert "100,00 C" in account
    assert "165,63 C" in account
    assert "411ALOXECO ALOXE Corton" in text


def test_a_heading_is_not_carried_to_the_next_page(printed, monkeypatch) -> None:
    monkeypatch.setattr(reports, "MOST_LAID_OUT", 0)
    assert "À reporter" not in printed("/grand-livre/")


def test_a_year_of_a_residence_is_drawn(printed, monkeypatch) -> None:
    """Its rows are counted as they stand on paper: headings and totals take their lines too."""
    from ledger.books.models import Entity
    from ledger.reports.selectors import ledger_lines as lines
    from ledger.reports.selectors.filters import ReportFilter

    wanted = ReportFilter(Entity.objects.get(), date(2026, 1, 1), date(2026, 12, 31))
    monkeypatch.setattr(reports, "MOST_LAID_OUT", 0)
    register = paper.ledger_register(wanted, list(lines.ledger_groups(wanted)), (ZERO, ZERO))
    assert len(register.rows) == 4 + 2 * 3 + 2
    assert [len(row) for row in register.rows if len(row) != len(register.columns)] == [1, 1, 1]
