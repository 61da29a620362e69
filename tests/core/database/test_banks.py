"""A BIC is checked where it is typed, and a bank out of SEPA is refused however it was found."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import sepaxml
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from core.database.iban import bank_of, bic_warning, clean_bic, clean_iban
from core.text.guard import looks_like_iban
from tests.factories import IBAN

SOCREDO = "FR7617469000010000000000154"
SCHEMAS = {
    "pain.008.001.02": "BICIdentifier",
    "pain.008.001.08": "BICFIDec2014Identifier",
}


def pattern_of(version: str) -> re.Pattern[str]:
    """The pattern that the schema of a file format gives to a BIC."""
    (path,) = Path(sepaxml.__file__).parent.rglob(f"{version}.xsd")
    kind = f"//*[local-name()='simpleType'][@name='{SCHEMAS[version]}']"
    found: Any = etree.parse(path).xpath(f"{kind}//*[local-name()='pattern']/@value")
    return re.compile(str(found[0]))


@pytest.mark.parametrize(
    "typed",
    [
        "AGRIFRPO",
        "AGRIFRPOXXX",
        "1234FRPP",
        "AGR1FRPP",
        "AGRIFR0P",
        "AGRIFR1P",
        "AGRIFRP",
        "AGRIFRPPX",
        "AGRIFRPPXX",
        "",
        "ÀGRIFRPP",
        "AGRIFRPP\u0663",
    ],
)
def test_what_a_file_format_refuses_is_refused_where_it_is_typed(typed: str) -> None:
    with pytest.raises(ValidationError, match="BIC n’est pas valide"):
        clean_bic(typed)


@pytest.mark.parametrize(
    "typed", ["AGRIFRPP", "agri fr pp xxx", "CMCIFR2A", "SOGEMCM1", "BNPAREGX"]
)
def test_a_bank_of_sepa_is_taken(typed: str) -> None:
    assert clean_bic(typed) == typed.upper().replace(" ", "")


@given(st.from_regex(r"\A[A-Za-z0-9]{4}(?:FR|DE|fr)[A-Za-z0-9]{2}(?:[A-Za-z0-9]{3})?\Z"))
def test_what_is_taken_fits_both_formats(typed: str) -> None:
    fits = all(pattern_of(version).fullmatch(typed.upper()) for version in SCHEMAS)
    try:
        clean_bic(typed)
    except ValidationError:
        assert not fits
    else:
        assert fits


@pytest.mark.parametrize("typed", ["SOCBPFTX", "BCADNCNN", "BNPAUS33"])
def test_a_bank_out_of_sepa_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="hors de l’espace SEPA"):
        clean_bic(typed)


@pytest.mark.parametrize("bank", ["17469", "12149", "12239", "14168", "17499", "18319", "14158"])
def test_a_french_iban_of_a_bank_of_the_pacific_is_refused(bank: str) -> None:
    with pytest.raises(ValidationError, match="hors de l’espace SEPA") as refusal:
        clean_iban(french_iban(bank))
    assert refusal.value.code == "not_sepa"


def french_iban(bank: str) -> str:
    """A valid IBAN of that bank."""
    account = "00001" + "00000000001"
    key = 97 - (89 * int(bank) + 15 * 1 + 3 * 1) % 97
    bban = f"{bank}{account}{key:02d}"
    return f"FR{98 - int(f'{bban}152700') % 97:02d}{bban}"


def test_a_french_iban_of_elsewhere_is_taken() -> None:
    assert clean_iban(french_iban("30006")).startswith("FR")
    # La Réunion, Martinique: in SEPA, whatever their BIC's country.
    assert bank_of(french_iban("19906"))[0][4:6] in ("RE", "GP", "MQ", "YT", "FR", "")


def test_it_stays_out_of_texts_all_the_same() -> None:
    assert looks_like_iban(f"virement {SOCREDO}")


def test_the_bic_of_another_bank_is_warned_of() -> None:
    assert "CREDIT AGRICOLE" in bic_warning(IBAN, "DEUTDEFF")
    assert bic_warning(IBAN, "AGRIFRPP") == bic_warning(IBAN, "AGRIFRPP882") == ""
    assert bic_warning(IBAN, "") == ""
    assert (
        bic_warning("FR1420041010050500013M02606", "DEUTDEFF")
        or not bank_of("FR1420041010050500013M02606")[0]
    )
