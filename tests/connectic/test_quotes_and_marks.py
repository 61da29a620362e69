"""A kiosk may put every field in quotes, and send what is no character: its money comes in."""

from __future__ import annotations

from decimal import Decimal

import pytest

from connectic.formats.grammar import FormatError, Payment
from tests.connectic.payments_file import COLUMNS, HEAD, file_of, line, read


def quoted(text: str) -> str:
    """Each field in quotes, as some spreadsheets write them."""
    return "\n".join(
        ";".join(f'"{field}"' for field in each.split(";")) for each in text.splitlines()
    )


def test_a_file_whose_every_field_is_quoted_is_whole() -> None:
    (payment,), reader = read(quoted(file_of(line())))
    assert isinstance(payment, Payment)
    assert (reader.tail.count, reader.tail.total) == (1, Decimal("330.00"))


def test_only_its_tail_quoted_or_all_but_its_tail() -> None:
    whole = file_of(line()).splitlines()
    tail_alone = [*whole[:-1], quoted(whole[-1])]
    all_but_the_tail = [*map(quoted, whole[:-1]), whole[-1]]
    for content in map("\n".join, (tail_alone, all_but_the_tail)):
        (payment,), reader = read(content)
        assert isinstance(payment, Payment)
        assert reader.tail.count == 1


def test_a_quote_left_open_swallows_no_quoted_line_after_it() -> None:
    lines = [line(payer='MARITON "Paul'), quoted(line(id="K2", amount="0.01"))]
    found, _reader = read(file_of(*lines))
    assert [each.id for each in found] == ["K1", "K2"]


@pytest.mark.parametrize("tail", ['"T";"1', '"T"', '"T";"1";"330.00"', '"L";"1";"330.00";"0.00"'])
def test_a_quoted_tail_that_is_cut_is_refused(tail: str) -> None:
    with pytest.raises(FormatError):
        read("\n".join([HEAD, COLUMNS, line(), tail]))


@pytest.mark.parametrize("letter", ["\ufffe", "\uffff", "\x01", "\x0c", "\x85", "\ufdd0"])
def test_what_is_no_character_is_an_unknown_letter(letter: str) -> None:
    (payment,), _reader = read(file_of(line(payer=f"Du{letter}pont")))
    assert isinstance(payment, Payment)
    assert payment.payer == "Du\ufffdpont"
