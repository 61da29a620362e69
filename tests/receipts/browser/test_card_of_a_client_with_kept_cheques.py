"""The client's card at the counter stays whole where cheques of theirs are kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from receipts.coupons.rules.coupon_code import coupon_code
from tests.factories import euros
from tests.receipts.browser.at_the_counter import Keys
from tests.receipts.counter import factories as make
from tests.receipts.counter import later


@pytest.fixture
def user(transactional_db):
    return make.make_cashier(username="marie")


@pytest.mark.parametrize("width", [1440, 360])
def test_the_note_stands_under_the_name_and_takes_no_room_from_it(
    page: Page, counter: make.Counter, keys: Keys, user, width: int
) -> None:
    later.hold(counter.pierre, ["58,00"], user=user)
    page.set_viewport_size({"width": width, "height": 900})
    keys.scan(coupon_code(counter.pierre.pk, euros("58,00")))
    note = page.locator(".counter-chip .held-note")
    expect(note).to_be_visible()
    chip, account, under = (
        page.locator(each).first.bounding_box()
        for each in (".counter-chip", ".counter-account", ".counter-chip .held-note")
    )
    assert chip
    assert account
    assert under
    assert account["width"] > chip["width"] * 0.6
    assert under["y"] >= account["y"] + account["height"] - 1
    assert (
        page.locator(".counter-account strong").evaluate("one => one.getClientRects().length") == 1
    )
