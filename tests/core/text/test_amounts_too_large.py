"""An amount that no row can hold is no amount, whichever box it was read into."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from core.people.models import User
from core.text.money import MOST, format_amount, parse_euros, to_cents

CMC7 = "1234567890123456789012345678901"
POWERS = ["1e40", "1e999999", "1e999999999", "-1e40"]
TOO_LARGE = [CMC7, *POWERS, "9" * 17 + ",00", "NaN", "sNaN", "-Infinity"]


@pytest.mark.parametrize("text", TOO_LARGE)
def test_it_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValidationError, match="n’est pas un montant"):
        parse_euros(text)


def test_the_most_is_read_and_a_thousand_such_are_held() -> None:
    assert parse_euros(format_amount(MOST)) == MOST
    assert to_cents(MOST) * 1000 < 2**63
    with pytest.raises(ValidationError):
        parse_euros(str(MOST + Decimal("0.01")))


def test_a_long_text_is_not_repeated_whole() -> None:
    with pytest.raises(ValidationError) as refusal:
        parse_euros("é" * 5000)
    assert len(refusal.value.messages[0]) < 120


@pytest.mark.django_db
@pytest.mark.parametrize("text", TOO_LARGE)
def test_the_search_over_everything_answers(text: str, client: Client) -> None:
    client.force_login(User.objects.create_superuser("grand", password=None, kind="staff"))
    assert client.get(reverse("core:search"), {"q": text}).status_code == 200
