"""The five rules of the agency's passwords, and the common ones refused."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from core.sign_in.passwords import RULES, CharacterClassesValidator


@pytest.mark.parametrize(
    ("password", "missing"),
    [
        ("immeuble-1965", "majuscule"),
        ("IMMEUBLE-1965", "minuscule"),
        ("Immeuble-Neuf", "chiffre"),
        ("Immeuble1965", "caractère spécial"),
    ],
)
def test_each_kind_of_character_is_asked_for(password: str, missing: str) -> None:
    with pytest.raises(ValidationError, match=missing):
        CharacterClassesValidator().validate(password)


def test_all_five_rules_together_pass() -> None:
    validate_password("Immeuble-1965")


@pytest.mark.parametrize("password", ["Ab1!", "P@ssw0rd"])
def test_short_or_common_passwords_are_refused(password: str) -> None:
    with pytest.raises(ValidationError):
        validate_password(password)


@given(st.text(max_size=30))
def test_a_password_passes_if_and_only_if_each_rule_is_met(password: str) -> None:
    met = all(any(map(test, password)) for _code, test, _text in RULES)
    try:
        CharacterClassesValidator().validate(password)
    except ValidationError:
        assert not met
    else:
        assert met
