"""Whatever a name holds, what is written is what every SEPA bank takes."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sepa.mandates.rules.charset import sepa_reference, sepa_text

ALLOWED = re.compile(r"[A-Za-z0-9/\-?:().,'+ ]*")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Hélène Bœuf-Çelik", "Helene Boeuf-Celik"),
        ("Société « L’Œuvre » & Cie", "Societe ' L'OEuvre ' + Cie"),
        ("Straße_12 [Bât. B]", "Strasse-12 (Bat. B)"),
        ("12,50 €", "12,50 E"),
        ("a@b;c", "a.b,c"),
        ("Łukasz\u00a0Żółć", "Lukasz Zolc"),
        ("Παναγιώτης", "Panagiotes"),
        ("He\u0301le\u0300ne", "Helene"),
        ("half\ud83dpair", "half?pair"),
    ],
)
def test_french_and_european_names_stay_readable(text: str, written: str) -> None:
    assert sepa_text(text, 70) == written


@given(st.text(), st.integers(min_value=1, max_value=140))
def test_any_text_is_written_in_sepa_characters(text: str, length: int) -> None:
    written = sepa_text(text, length)
    assert ALLOWED.fullmatch(written)
    assert len(written) <= length
    assert written == written.strip()


@given(st.text())
def test_any_reference_is_one_that_banks_take(text: str) -> None:
    reference = sepa_reference(text)
    assert ALLOWED.fullmatch(reference)
    assert len(reference) <= 35
    assert " " not in reference
    assert "//" not in reference
    assert not reference.startswith("/")
    assert not reference.endswith("/")


@given(st.text())
def test_a_reference_stays_as_it_is(text: str) -> None:
    assert sepa_reference(sepa_reference(text)) == sepa_reference(text)
