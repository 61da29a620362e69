"""A long statement is drawn, not laid out: every line and the same figures, on counted pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from pypdf import PdfReader

from core.screens import statement_pdf
from core.screens.statement import Movement, Statement, with_balances

pytestmark = pytest.mark.django_db


def make_statement(count: int, *, label: str = "Règlement") -> Statement:
    """So many receipts of 10 € on an account that owed 65,63 €."""
    opening = Decimal("65.63")
    moves = [
        Movement(date(2026, 1, 2), f"{label} {n}", Decimal(0), Decimal(10), voucher=f"R{n}")
        for n in range(1, count + 1)
    ]
    return Statement(
        code="450PIERREP",
        label="Łukasz PROPRIETAIRE",
        entity="S001 Syndicat Gilbert",
        start=date(2026, 1, 1),
        end=date(2026, 12, 31),
        opening=opening,
        lines=with_balances(opening, moves),
        later=((date(2027, 1, 1), Decimal(300)),),
    )


@pytest.fixture
def pages(monkeypatch):
    monkeypatch.setattr(statement_pdf, "MOST_LAID_OUT", 0)

    def read(*statements: Statement) -> list[str]:
        content = statement_pdf.statements_pdf(statements, title="Relevé de compte")
        reader = PdfReader(BytesIO(content))
        return [page.extract_text().replace("\u00a0", " ") for page in reader.pages]

    return read


def test_every_line_is_there_once_and_the_balance_is_carried_over(pages) -> None:
    texts = pages(make_statement(130))
    assert len(texts) == 3
    whole = "\n".join(texts)
    assert [whole.count(f"Règlement {n} R{n} ") for n in range(1, 131)] == [1] * 130
    for number, text in enumerate(texts, start=1):
        assert f"Page {number}/3" in text
        assert "450PIERREP Łukasz PROPRIETAIRE" in text
    reported = texts[0].split("À reporter ")[1].splitlines()[0]
    assert reported in texts[1].split("Report ")[1].splitlines()[0]


def test_the_figures_are_those_of_the_letter(pages) -> None:
    (text,) = pages(make_statement(2))
    for figure in ("65,63 D", "55,63 D", "45,63 D", "20,00"):
        assert figure in text
    assert "Solde débiteur au 31/12/2026 : 45,63 €, dont 300,00 € à payer le 01/01/2027" in text


@pytest.mark.parametrize("count", [0, 1, 50, 51, 52, 53, 54, 55, 104, 105, 106, 107, 108, 109])
def test_the_pages_announced_are_those_drawn(pages, count) -> None:
    texts = pages(make_statement(count), make_statement(1))
    assert f"Page {len(texts)}/{len(texts)}" in texts[-1]


def test_a_label_wider_than_its_column_is_cut(pages) -> None:
    (text,) = pages(make_statement(1, label="W" * 80))
    assert "W…" in text
    assert "W" * 40 not in text


def test_signs_that_mean_something_in_a_pdf_are_read_as_written(pages) -> None:
    """A bracket ends a text in the file, a backslash begins a code."""
    (text,) = pages(make_statement(1, label=r"Chèque (n° 12\0) :) ( \\"))
    assert r"Chèque (n° 12\0) :) ( \\ 1" in text


def test_more_letters_than_a_font_holds_under_one_name_are_all_read(pages) -> None:
    """256 to a name: accented ones, then Greek and Cyrillic ones, among plain figures."""
    letters = [chr(n) for n in (*range(0xC0, 0x17F), *range(0x391, 0x3A1), *range(0x410, 0x450))]
    words = ["1".join(letters[at : at + 8]) for at in range(0, len(letters), 8)]
    text = "".join(pages(*(make_statement(1, label=word) for word in words)))
    assert len(letters) > 256
    assert [word for word in words if f"{word} 1" not in text] == []


def test_a_short_statement_is_a_letter() -> None:
    content = statement_pdf.statements_pdf([make_statement(3)], title="Relevé de compte")
    reader = PdfReader(BytesIO(content))
    assert len(reader.pages) == 1
    # Tagged for screen readers, as a drawn one is not.
    assert "/StructTreeRoot" in dict(reader.root_object)
