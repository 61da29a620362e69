"""ISO 8859-15 has no « Ł » and no « ½ »: the FEC spells them, and loses no digit's place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.reports.services.export_fec import ENCODING, _text


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Łukasz Żółć", "Lukasz Zólc"),
        ("½", "1/2"),
        ("2½ parts", "2 1/2 parts"),
        ("lot 3¾", "lot 3 3/4"),
        ("⅓ du lot", "1/3 du lot"),
        ("Œuvre à 12 €", "Œuvre à 12 €"),
        ("e\u0301te\u0301", "été"),
        ("Đặng Thị", "Dang Thi"),
        ("Παναγιώτης", "Panagiotes"),
        ("m² et m⁴", "m² et m4"),
        ("« L’eau »\u00a0: 3\u202f000", "« L'eau » : 3 000"),
        ("\ufffe", "?"),
        ("Du\x0bpont\ufffe", "Du pont"),
        ("🚀", "?"),
        ("", ""),
    ],
)
def test_it_is_spelled(text: str, written: str) -> None:
    assert _text(text) == written


@given(st.text())
def test_any_label_is_written_and_none_is_emptied(text: str) -> None:
    written = _text(text)
    assert written.encode(ENCODING).decode(ENCODING) == written
    assert bool(written) == bool(text)
    assert "\t" not in written
    assert written == written.strip()
