"""An IBAN as people paste it: with its name in front, dashes, and marks that nobody sees."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.database.iban import clean_bic, clean_iban

IBAN = "FR7630006000011234567890189"
SEPARATORS = [" ", "\u00a0", "\u202f", "-", "\u2011", "\u200b", "\u2060", "\ufeff", ".", "\t", "\n"]


@given(
    between=st.lists(st.sampled_from([*SEPARATORS, ""]), min_size=27, max_size=27),
    before=st.sampled_from(["", "IBAN ", "IBAN : ", "iban:", "\u200bIBAN\u00a0:\u00a0"]),
    lower=st.booleans(),
)
def test_what_separates_its_groups_does_not_matter(
    between: list[str], before: str, lower: bool
) -> None:
    pasted = "".join(sign + letter for sign, letter in zip(between, IBAN, strict=True))
    assert clean_iban(before + (pasted.lower() if lower else pasted)) == IBAN


@pytest.mark.parametrize("text", ["", "IBAN", "FR76/3000", IBAN + "X", "x" + IBAN, "FR76…"])
def test_what_is_no_iban_is_still_refused(text: str) -> None:
    with pytest.raises(ValidationError):
        clean_iban(text)


def test_a_bic_is_read_the_same_way() -> None:
    assert clean_bic(" agri-frpp\u200b xxx") == "AGRIFRPPXXX"
