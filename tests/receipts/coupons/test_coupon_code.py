"""The code of a coupon is read back as it was written, and never as another."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from receipts.coupons.rules.coupon_code import CouponError, coupon_code, read_coupon

accounts = st.integers(1, 999_999_999)
amounts = st.integers(1, 999_999_999).map(lambda cents: Decimal(cents).scaleb(-2))


def test_the_example_of_the_notice() -> None:
    assert coupon_code(501, Decimal("3817.83")) == "*501*47*3817,83*"


@given(accounts, amounts)
def test_what_is_written_is_read(account: int, amount: Decimal) -> None:
    reading = read_coupon(coupon_code(account, amount))
    assert (reading.account_id, reading.amount) == (account, amount)


@pytest.mark.parametrize(
    "text",
    [
        "* 501 * 47 * 3817,83 *",
        "501*47*3817,83",
        " *501*47*3 817,83* ",
        "*501*47*3\u202f817,83*",
        "*501*47*3817.83*",
        "\t*5 0 1*4 7*3817,83*\r\n",
    ],
)
def test_spaces_and_missing_stars_do_not_matter(text: str) -> None:
    assert read_coupon(text).amount == Decimal("3817.83")


def test_a_whole_amount_may_lose_its_cents() -> None:
    code = coupon_code(7, Decimal("650.00"))
    assert read_coupon(code.replace(",00", "")).amount == Decimal("650.00")


@given(accounts, amounts, st.data())
def test_one_wrong_digit_is_noticed(account: int, amount: Decimal, data: st.DataObject) -> None:
    code = coupon_code(account, amount)
    place = data.draw(st.sampled_from([i for i, sign in enumerate(code) if sign.isdigit()]))
    other = data.draw(st.sampled_from([sign for sign in "0123456789" if sign != code[place]]))
    with pytest.raises(CouponError):
        read_coupon(code[:place] + other + code[place + 1 :])


@given(accounts, amounts, st.data())
def test_two_neighbours_exchanged_are_noticed(
    account: int, amount: Decimal, data: st.DataObject
) -> None:
    code = coupon_code(account, amount)
    places = [
        i
        for i in range(len(code) - 1)
        if code[i].isdigit() and code[i + 1].isdigit() and code[i] != code[i + 1]
    ]
    if places:
        i = data.draw(st.sampled_from(places))
        with pytest.raises(CouponError):
            read_coupon(code[:i] + code[i + 1] + code[i] + code[i + 2 :])


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "vide"),
        (" ** ", "vide"),
        ("3817,83", "entre des étoiles"),
        ("*501*47*3817,83*9*", "entre des étoiles"),
        ("*abc*16*3817,83*", "des chiffres"),
        ("*501*1x*3817,83*", "des chiffres"),
        ("*501*47*-3817,83*", "illisible"),
        ("*501*47*3817,834*", "illisible"),
        ("*501*47*beaucoup*", "illisible"),
        ("*501*47*0,00*", "nul"),
        ("*501*01*3817,83*", "mal lu"),
        ("*5011234567890*16*3817,83*", "des chiffres"),
        ("*٥٠١*16*3817,83*", "des chiffres"),
    ],
)
def test_what_is_no_coupon_says_why(text: str, told: str) -> None:
    with pytest.raises(CouponError, match=told):
        read_coupon(text)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        reading = read_coupon(text)
    except CouponError:
        return
    assert reading.amount > 0


@pytest.mark.parametrize(
    ("account", "amount"), [(0, "1.00"), (10**9, "1.00"), (1, "0.00"), (1, "10000000.00")]
)
def test_out_of_its_limits_no_code_is_written(account: int, amount: str) -> None:
    with pytest.raises(ValueError, match="No coupon"):
        coupon_code(account, Decimal(amount))


def test_the_key_can_be_computed_by_a_database() -> None:
    # Both numbers side by side fit in 63 bits, so SQL computes it as it is.
    assert 999_999_999 * 10**9 + 999_999_999 < 2**63
