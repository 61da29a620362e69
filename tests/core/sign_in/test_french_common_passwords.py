"""A known word with a digit and a sign around it passes the four kinds, and is refused."""

from __future__ import annotations

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError


@pytest.mark.parametrize(
    "password",
    [
        *("Bonjour1!", "bonJour-2026", "B0nj0ur!1a"[:9], "1!Doudou1", "Azerty123!", "Éléphant1!"),
        *("M@ison2026!", "Motdepasse1!", "JeT'aime1!", "Janvier2026!", "Marseille13!", "Aaaaaaa1!"),
    ],
)
def test_a_dressed_up_word_is_refused(password: str) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password(password)
    assert "password_french_common" in {each.code for each in refused.value.error_list}


@pytest.mark.parametrize(
    "password",
    ["Saurupt-54000", "Bonjour-Tracteur-12!", "Colline-des-Vignes-54!", "Soleil!93746501x"],
)
def test_several_words_or_much_around_one_pass(password: str) -> None:
    validate_password(password)
