"""A row of a statement on screen: its eight cells, whatever a label holds."""

from datetime import date

import pytest
from django.utils import translation

from core.screens.statement import Movement, StatementLine
from core.screens.statement_rows import row_of
from tests.factories import euros


def line(**changes: object) -> StatementLine:
    movement = {
        "date": date(2026, 3, 2),
        "label": "Appel de fonds",
        "debit": euros("1234,56"),
        "credit": euros("0,00"),
        "reference": "AC 12",
        "voucher": "F7",
        "url": "/ecritures/12/",
        "letter": "AB",
    }
    return StatementLine(Movement(**{**movement, **changes}), euros("-65,63"))  # type: ignore[arg-type]


def test_a_debit_stands_in_its_column_and_the_balance_says_its_side() -> None:
    assert row_of(line()) == (
        '<tr><td class="lsc-nowrap">02/03/2026</td><td class="lsc-nowrap">'
        '<a href="/ecritures/12/">AC 12</a></td><td>Appel de fonds</td><td>F7</td><td>AB</td>'
        '<td class="lsc-amount">1\u202f234,56</td><td class="lsc-amount"></td>'
        '<td class="lsc-amount">65,63\u202fC</td></tr>'
    )


def test_a_credit_stands_in_the_next_one() -> None:
    row = row_of(line(debit=euros("0,00"), credit=euros("80,00")))
    assert '<td class="lsc-amount"></td><td class="lsc-amount">80,00</td>' in row


@pytest.mark.parametrize(
    ("language", "said"), [("fr", "à payer le 30/06/2026"), ("en", "to be paid on 30/06/2026")]
)
def test_a_debt_says_when_it_is_to_be_paid(language: str, said: str) -> None:
    with translation.override(language):
        row = row_of(line(due_on=date(2026, 6, 30)))
    assert f'<td>Appel de fonds <span class="lsc-pill">{said}</span></td>' in row


@pytest.mark.parametrize("name", ["label", "reference", "voucher", "url"])
def test_no_text_becomes_markup(name: str) -> None:
    row = row_of(line(**{name: '<b>"&'}))
    assert "<b>" not in row
    assert "&lt;b&gt;&quot;&amp;" in row
