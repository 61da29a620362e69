"""A card number is seen however it is written; what only looks like one is left alone."""

from __future__ import annotations

import random

import pytest
import schwifty
from hypothesis import given
from hypothesis import strategies as st

from core.text.guard import looks_like_card, looks_like_iban, mask_secrets

VISA = "4111 1111 1111 1111"


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        VISA,
        f"{VISA} 12/27",
        f"{VISA} 01/12/2027",
        f"{VISA} 12/27 123",
        "4111111111111111/1227",
        "12 4111 1111 1111 1111",
        "4111.1111.1111.1111",
        "4111/1111/1111/1111",
        "4111-1111-1111-1111",
        "4111 - 1111 - 1111 - 1111",
        "4111\u20131111\u20141111\u22121111",
        "4111  1111  1111  1111",
        "4111\u00a01111\u202f1111\u20091111",
        "4111\u200b1111\u200b1111\u200b1111",
        "４１１１　１１１１　１１１１　１１１１",
        "٤١١١١١١١١١١١١١١١",
        "4111,1111,1111,1111",
        "4111*1111*1111*1111",
        "41 11 11 11 11 11 11 11",
        "411 111 111 111 111 1",
        "CB4111111111111111VISA",
        "tel 06 12 34 56 78, carte 4111111111111111",
        "4222222222222",
        "5555 5555 5555 4444",
        "2223 0031 2200 3222",
        "3782 822463 10005",
        "3056 930902 5904",
        "6011 1111 1111 1117",
        "3530 1113 3330 0000",
        "6759 6498 2643 8453",
        "6200 0000 0000 0005",
    ],
)
def test_a_card_is_seen_however_it_is_written(text: str) -> None:
    assert looks_like_card(text)
    masked = mask_secrets(text)
    assert "••••" in masked
    assert not looks_like_card(masked)
    assert mask_secrets(masked) == masked


@pytest.mark.parametrize(
    "text",
    [
        "",
        "4111 1111 1111 1112",
        "SIRET 380 129 866 00014",
        "38012986600014",
        "06 12 34 56 78 / 04 56 78 90 12",
        "du 30/11/2026 au 31/12/2026",
        "30/11/2026 31/12/2026 01/01/2027",
        "2026-11-26 10:00:00",
        "20261126100000",
        "+33 6 12 34 56 78",
        "1234567 123456789012 123456789012",
        "30006 00001 12345678901 89",
        "S001-45000001-00000001",
        "S001-45000001-00000006",
        "44522785281",
        "FR72ZZZ123456",
        "LSC-S001-261126-AB12CD34",
        "1 85 05 78 006 084 36",
        "3f4111111111111111aabbccddeeff00112233445566778899aabbccddeeff0011",
        "4a11b111-1111-4111-8111-411111111111",
        "4 500,00 5 200,00 3 100,00 6 400,00",
    ],
)
def test_what_is_no_card_is_kept(text: str) -> None:
    assert not looks_like_card(text)
    assert mask_secrets(text) == text


@pytest.mark.parametrize("end", ["\n", "\r\n", " \n"])
def test_an_iban_that_runs_on_to_the_next_line_is_seen(end: str) -> None:
    """As a letter or a PDF breaks it."""
    said = f"Compte : FR14 2004 1010 0505{end}0001 3M02 606{end}Merci"
    assert looks_like_iban(said)
    assert mask_secrets(said) == f"Compte : •••• 2606{end}Merci"
    assert not looks_like_iban(f"FR14 2004 1010 0505{end}0001 3M02 607")


def test_only_the_number_is_masked() -> None:
    said = f"Payé par « {VISA} », puis FR1420041010050500013M02606; merci."
    assert mask_secrets(said) == "Payé par « •••• 1111 », puis •••• 2606; merci."


@given(st.uuids())
def test_a_form_id_is_never_a_card(form_id) -> None:
    assert not looks_like_card(str(form_id))
    assert not looks_like_card(form_id.hex)


def test_mandate_references_and_labels_are_hardly_ever_taken_for_cards() -> None:
    draw = random.Random(1)
    texts = [
        text
        for _turn in range(2_000)
        for text in (
            f"S{draw.randrange(999):03}-45{draw.randrange(10**6):06}-{draw.randrange(10**8):08}",
            f"Règlement du {draw.randrange(1, 29)}/{draw.randrange(1, 13)}/2026 lot "
            f"{draw.randrange(999)} n° {draw.randrange(10**7):07}",
            f"{draw.randrange(99999)}/{draw.randrange(999999)}/",
            f"45{draw.randrange(10**6):06} {draw.randrange(10**4)},{draw.randrange(100):02}",
        )
    ]
    assert [text for text in texts if looks_like_card(text)] == []


@pytest.mark.parametrize("country", ["FR", "DE", "BE", "GB", "ES", "NO", "MT", "TN"])
def test_any_iban_is_seen_and_masked(country: str) -> None:
    iban = str(schwifty.IBAN.random(country, random=random.Random(7)))
    for text in (iban, iban.lower(), "-".join(iban), f"payer {iban}, merci"):
        assert looks_like_iban(text)
        assert not looks_like_iban(mask_secrets(text))
        assert mask_secrets(text).count("••••") == 1


@given(st.text(max_size=80))
def test_a_text_without_thirteen_digits_is_no_card(text: str) -> None:
    if sum(letter.isdigit() or letter.isdecimal() for letter in text) < 13:
        assert not looks_like_card(text)


@given(st.text(alphabet="4111/ .-\u00a0FR76", max_size=60))
def test_a_masked_text_holds_nothing_more(text: str) -> None:
    masked = mask_secrets(text)
    assert not looks_like_card(masked)
    assert not looks_like_iban(masked)
