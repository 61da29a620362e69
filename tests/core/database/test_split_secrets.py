"""A number over two fields of one row is seen; two that meet there by chance are left alone."""

from __future__ import annotations

import random
from datetime import date
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import assume, given
from hypothesis import strategies as st

from core.database.bulk import copy_rows
from core.text.card_numbers import are_halves
from core.text.guard import SecretTypedError, looks_like_card, looks_like_iban, mask_secrets
from core.text.split_secrets import split_over
from ledger.people.models import Building, Party
from receipts.draft.models import DraftReceipt
from tests.factories import make_entity, make_party

IBAN = ("FR14 2004 1010 0505", "0001 3M02 606")


def with_check_digit(digits: str) -> str:
    """The number with the last digit that Luhn's check asks for."""
    doubled = [int(d) * (2 if rank % 2 == 0 else 1) for rank, d in enumerate(reversed(digits))]
    return digits + str(-sum(d - 9 if d > 9 else d for d in doubled) % 10)


@st.composite
def cards(draw: st.DrawFn) -> str:
    """A Visa or a Mastercard whose halves stand for nothing else: no year, no telephone."""
    prefix = draw(st.sampled_from(["4973", "4561", "4976", "5132", "5349", "2699"]))
    rest = draw(st.text(alphabet="3456789", min_size=11, max_size=11))
    card = with_check_digit(prefix + rest)
    assume(are_halves([card[:8], card[8:]]))
    return card


SHAPES = [(8, 8), (4, 4, 8), (8, 4, 4), (4, 8, 4), (4, 4, 4, 4)]
UNSEEN = ["\u200b", "\u200d", "\ufeff", "\u00ad", "\ufe0f\u20e3", "\u3164", "\u2060"]
BETWEEN = ["💳", "👨‍👩‍👧‍👦", " et ", "x", " puis ", " - n° ", "…"]


def cut(card: str, shape: tuple[int, ...]) -> list[str]:
    ends = [sum(shape[:rank]) for rank in range(len(shape) + 1)]
    return [card[start:end] for start, end in pairwise(ends)]


@given(cards(), st.sampled_from(SHAPES), st.sampled_from([" ", "  ", "-", ".", "\u00a0", " / "]))
def test_a_card_in_halves_and_quarters_is_seen_and_masked(card, shape, between) -> None:
    for text in (between.join(cut(card, shape)), f"CB {between.join(cut(card, shape))} merci"):
        assert looks_like_card(text)
        masked = mask_secrets(text)
        assert "••••" in masked
        assert not looks_like_card(masked)


@given(cards(), st.sampled_from([*UNSEEN, *BETWEEN]))
def test_a_card_with_letters_pictures_or_nothing_to_see_between_is_seen(card, between) -> None:
    assert looks_like_card(between.join(cut(card, (4, 4, 4, 4))))
    assert looks_like_card(between.join(card)) or between in (" puis ", " - n° ", " et ")


@given(cards(), st.sampled_from(SHAPES), st.data())
def test_a_card_over_two_fields_is_seen_in_both_orders(card, shape, data) -> None:
    groups = cut(card, shape)
    at = data.draw(st.integers(1, len(groups) - 1))
    first, then = " ".join(groups[:at]), " ".join(groups[at:])
    for texts in ({"label": first, "voucher": then}, {"voucher": then, "label": first}):
        assert split_over({"other": "Virement", **texts}) == {"label", "voucher"}
    if len(groups) > 2:
        assert split_over({"label": f"Payé par {first}", "voucher": f"{then} merci"})


def test_four_fields_of_four_digits_and_an_iban_over_two_are_seen() -> None:
    quarters = dict(zip("abcd", cut("4111111111111111", (4, 4, 4, 4)), strict=True))
    assert split_over(quarters) == set("abcd")
    assert split_over({"a": "4111", "b": "", "c": "1111 1111", "d": "1111"}) == set("acd")
    assert split_over({"a": f"Payer {IBAN[0]}", "b": f"{IBAN[1]} merci"}) == {"a", "b"}
    assert split_over({"a": IBAN[1], "b": IBAN[0]}) == {"a", "b"}


PHONES = st.from_regex(r"0[1-7]( [0-9]{2}){4}", fullmatch=True)
INVOICES = st.from_regex(r"(FA|F|AV)-20[23][0-9]-[0-9]{3,8}", fullmatch=True)
AMOUNTS = st.from_regex(r"[1-9][0-9]{0,2}( [0-9]{3})?,[0-9]{2}", fullmatch=True)
DAYS = st.dates(date(2000, 1, 1), date(2040, 12, 31))
WRITTEN_DAYS = st.one_of(
    DAYS.map(lambda day: f"{day:%d/%m/%Y}"), DAYS.map(lambda day: f"{day:%Y%m%d}")
)
SIRETS = st.text(alphabet="0123456789", min_size=8, max_size=8).map(
    lambda siren: with_check_digit(siren) + "00014"
)
ACCOUNTS = st.from_regex(r"4(01|11|50|71)[0-9]{5}", fullmatch=True)
ORDINARY = st.one_of(PHONES, INVOICES, AMOUNTS, WRITTEN_DAYS, SIRETS, ACCOUNTS)


@given(ORDINARY, ORDINARY)
def test_ordinary_references_are_left_alone(first: str, then: str) -> None:
    assert not looks_like_card(first)
    assert not looks_like_iban(first)
    assert split_over({"label": f"Règlement {first}", "voucher": then}) == set()


@given(ACCOUNTS, ACCOUNTS)
def test_two_accounts_side_by_side_are_left_alone(first: str, then: str) -> None:
    assert not looks_like_card(f"Virement de {first} {then}")


def test_two_unrelated_numbers_of_eight_digits_are_hardly_ever_taken_for_a_card() -> None:
    draw = random.Random(4)
    pairs = [[str(draw.randrange(10**7, 10**8)) for _half in "ab"] for _turn in range(5_000)]
    assert sum(looks_like_card(" ".join(pair)) for pair in pairs) < 0.03 * len(pairs)
    assert not any(split_over({"a": f"Facture {a}", "b": b}) for a, b in pairs)


@pytest.mark.django_db
class TestRows:
    def test_names_that_are_one_number_are_refused(self) -> None:
        for first, then in (("4111 1111", "1111 1111"), IBAN):
            with pytest.raises(SecretTypedError, match="Deux champs"), transaction.atomic():
                make_party(last_name=first, first_name=then)
        assert not Party.objects.exists()

    def test_so_is_one_half_added_to_the_other(self) -> None:
        party = make_party(last_name="4111 1111")
        party.first_name = "1111 1111"
        with pytest.raises(SecretTypedError):
            party.save(update_fields=["first_name"])

    def test_copied_rows_are_read_whole(self) -> None:
        entity = make_entity()
        names = ("entity", "code", "name", "street", "postal_code", "town", "search_text")
        with pytest.raises(SecretTypedError):
            copy_rows(Building, names, [(entity.pk, "4111 1111", "1111 1111", "", "", "", "")])

    def test_what_a_file_gave_is_masked_in_its_part(self) -> None:
        line = DraftReceipt(label="Carte 4111 1111", movement_reference="1111 1111")
        reference = DraftReceipt._meta.get_field("movement_reference")
        label = DraftReceipt._meta.get_field("label")
        assert {reference.masks, label.masks} == {True, False}
        assert reference.pre_save(line, add=True) == "•••• ••••"
        assert label.pre_save(line, add=True) == "Carte 4111 1111"
