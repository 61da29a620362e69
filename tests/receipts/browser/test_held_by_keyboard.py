"""Cheques kept and papers handed on without a mouse: keystrokes counted, nothing typed twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from core.text.dates import months_later
from receipts.counter.models import Cheque, HeldCheque, TransferItem, UnfinishedLine
from receipts.counter.services.save_transfer_service import save_service
from receipts.coupons.rules.coupon_code import coupon_code
from tests.factories import euros
from tests.receipts.browser.at_the_counter import CMC7, Keys, saved
from tests.receipts.counter import factories as make
from tests.receipts.counter import later


@pytest.fixture
def user(transactional_db):
    return make.make_cashier(username="marie")


def first_cheque(page: Page, counter: make.Counter, keys: Keys) -> None:
    keys.scan(coupon_code(counter.pierre.pk, euros("58,00")))
    expect(page.locator("#c-figures")).to_be_focused()
    keys.press("Enter")
    keys.press("Enter")
    expect(page.locator("#c-number")).to_be_focused()
    keys.scan(CMC7)
    expect(page.locator("#c-bank")).to_be_focused()
    keys.type("CIC")
    keys.press("Enter")
    saved(page, 1)


def test_three_cheques_kept_after_the_first(page, counter, keys, batch, live_server) -> None:
    """58,00 € today, then 58,00 €, 58,00 € and 58,95 € a month apart."""
    first_cheque(page, counter, keys)
    keys.pressed = 0
    keys.press("Alt+g")
    expect(page.locator("#h-count")).to_be_focused()
    keys.type("3")
    expect(page.locator("[data-row]")).to_have_count(3)
    last = page.locator("[data-row]").nth(2)
    expect(last.locator("[name=number]")).to_have_value("4521010")
    # Enter goes through; only the last amount is another one.
    keys.press("Enter")
    for _field in range(6):
        keys.press("Enter")
    expect(last.locator("[name=amount]")).to_be_focused()
    keys.type("58,95")
    expect(page.locator("[data-total]")).to_contain_text("174,95")
    keys.press("Control+Enter")
    page.wait_for_url(f"{live_server.url}/guichet/lots/{batch.pk}/")
    expect(page.locator("[data-client]")).to_be_focused()
    expect(page.locator(".counter-tape")).to_contain_text("1 chèque")
    held = list(HeldCheque.objects.order_by("rank"))
    first = Cheque.objects.get()
    assert [each.amount for each in held] == [euros("58,00"), euros("58,00"), euros("58,95")]
    assert [each.number for each in held] == ["4521008", "4521009", "4521010"]
    assert [each.agreed_date for each in held] == [
        months_later(later.in_days(0), rank) for rank in (1, 2, 3)
    ]
    assert {(each.drawer, each.drawee_bank, each.account_key) for each in held} == {
        (first.drawer, "CIC", first.account_key)
    }
    assert keys.pressed <= 15


def test_the_line_half_typed_is_kept_instead_of_keyed(page, counter, keys, live_server) -> None:
    keys.scan(coupon_code(counter.simone.pk, euros("40,00")))
    expect(page.locator("#c-figures")).to_be_focused()
    keys.press("Enter")
    keys.press("Enter")
    keys.type("123")
    # At once, before the line was kept by itself.
    keys.press("Alt+g")
    expect(page.locator("[name=number]")).to_have_value("123")
    expect(page.locator("[name=amount]")).to_have_value("40,00")
    page.locator("[name=bank]").fill("LCL")
    keys.press("Control+Enter")
    expect(page.locator("[data-client]")).to_be_focused()
    expect(page.locator("[data-chip]")).to_have_count(0)
    assert HeldCheque.objects.get().number == "123"
    assert not Cheque.objects.exists()
    assert not UnfinishedLine.objects.exists()


def test_what_came_due_goes_in_by_one_key_and_the_line_stays(page, counter, keys, user) -> None:
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    later.comes_up(held)
    page.reload()
    with keys.kept("40,00"):
        keys.scan(coupon_code(counter.simone.pk, euros("40,00")))
        expect(page.locator("#c-figures")).to_have_value("40,00")
    keys.press("Alt+m")
    expect(page.locator(".counter-tape")).to_contain_text("1 chèque")
    expect(page.locator("#c-figures")).to_have_value("40,00")
    assert Cheque.objects.get().number == held.number


def test_a_coupon_is_handed_on_in_a_few_keys(page, counter, keys, user) -> None:
    save_service(acting_user=user, name="Numérisation")
    first_cheque(page, counter, keys)
    keys.pressed = 0
    keys.press("Alt+t")
    expect(page.locator("[name=service]")).to_be_focused()
    keys.press("Tab")
    keys.press("Space")
    keys.press("Control+Enter")
    expect(page.locator("[data-client]")).to_be_focused()
    item = TransferItem.objects.get()
    assert (item.account, item.reference, item.papers) == (counter.pierre, "4521007", ["coupon"])
    assert keys.pressed <= 4
