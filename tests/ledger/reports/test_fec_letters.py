"""The letters of matched lines in the FEC: EcritureLet and DateLet."""

from __future__ import annotations

from datetime import date

import pytest

from core.files.services import archive
from ledger.matching.services.match_by_hand import match_lines
from ledger.reports.services.export_fec import export_fec
from tests.ledger import fec_checker
from tests.ledger.factories import Books, make_books
from tests.ledger.open_items import owe, pay

pytestmark = pytest.mark.django_db


def letters_in_fec(books: Books) -> dict[str, tuple[str, str]]:
    file = export_fec(fiscal_year=books.year, acting_user=books.user)
    rows = fec_checker.check(file.name, archive.read(file))
    mine = [row for row in rows if row["CompAuxNum"] == books.client_account.code]
    return {row["EcritureLib"]: (row["EcritureLet"], row["DateLet"]) for row in mine}


@pytest.mark.dated
def test_a_total_matching_reads_in_capitals_with_its_day() -> None:
    books = make_books()
    lines = owe(books, "65,63", label="Appel"), pay(books, "65,63", label="Chèque")
    match_lines(
        account=books.client_account,
        line_ids=[line.pk for line in lines],
        acting_user=books.user,
        on=date(2026, 5, 2),
    )
    assert letters_in_fec(books) == {
        "Appel": ("A", "20260502"),
        "Chèque": ("A", "20260502"),
    }


def test_a_matching_in_part_reads_in_small_letters_and_open_lines_have_none() -> None:
    books = make_books()
    lines = owe(books, "100", label="Appel"), pay(books, "60", label="Acompte")
    pay(books, "1", label="Ouvert")
    match_lines(
        account=books.client_account,
        line_ids=[line.pk for line in lines],
        acting_user=books.user,
        on=date(2026, 5, 2),
    )
    found = letters_in_fec(books)
    assert found["Appel"] == found["Acompte"] == ("a", "20260502")
    assert found["Ouvert"] == ("", "")
