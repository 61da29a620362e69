"""Cheques keyed without a mouse: keystrokes counted, nothing typed lost."""

from __future__ import annotations

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from ledger.books.enums import AccountRole
from receipts.counter.models import Cheque, UnfinishedLine
from receipts.counter.services.set_counter_rule import set_words_above
from receipts.coupons.rules.coupon_code import coupon_code
from tests import factories
from tests.factories import euros
from tests.receipts.browser.at_the_counter import CMC7, saved
from tests.receipts.counter import factories as make


@pytest.fixture
def user(transactional_db):
    return make.make_cashier(username="marie")


def test_a_coupon_and_a_reader_take_six_keystrokes(page, counter, keys) -> None:
    keys.scan(coupon_code(counter.pierre.pk, euros("65,63")))
    expect(page.locator("#c-figures")).to_have_value("65,63")
    expect(page.locator("#c-figures")).to_be_focused()
    keys.press("Enter")
    keys.press("Enter")
    expect(page.locator("#c-number")).to_be_focused()
    keys.scan(CMC7)
    expect(page.locator("#c-bank")).to_be_focused()
    keys.type("CIC")
    keys.press("Enter")
    saved(page, 1)
    assert keys.pressed <= 6
    # The second cheque of the same bank account: the reader knows the bank and the client.
    keys.pressed = 0
    keys.scan(CMC7.replace("4521007", "4521008"))
    expect(page.locator("#c-figures")).to_be_focused()
    keys.type("10")
    keys.press("Enter")
    keys.press("Enter")
    saved(page, 2)
    assert keys.pressed <= 6
    assert [each.number for each in Cheque.objects.all()] == ["4521007", "4521008"]


def test_without_a_coupon_it_takes_twenty_five(page, counter, keys) -> None:
    make.make_cheques(["5,00"], account=counter.simone, user=make.make_cashier())
    keys.type("beran")
    expect(page.locator("[role=option]")).to_have_count(1)
    keys.press("Enter")
    expect(page.locator("#c-figures")).to_be_focused()
    keys.type("530,40")
    keys.press("Enter")
    keys.press("Enter")
    keys.type("4521009")
    keys.press("Enter")
    saved(page, 1)
    assert keys.pressed <= 25
    cheque = Cheque.objects.latest("pk")
    assert (cheque.amount, cheque.drawee_bank) == (euros("530,40"), "Crédit Agricole")


def test_a_closed_browser_loses_nothing(page, live_server, batch, counter, keys) -> None:
    keys.type("beran")
    expect(page.locator("[role=option]")).to_have_count(1)
    keys.press("Enter")
    expect(page.locator("#c-figures")).to_be_focused()
    with keys.kept("12,34"):
        keys.type("12,34")
    other = page.context.new_page()
    page.close()
    other.goto(f"{live_server.url}/guichet/lots/{batch.pk}/")
    expect(other.locator("#c-figures")).to_have_value("12,34")
    expect(other.locator("[data-chip]")).to_contain_text("BÉRANGER")
    assert UnfinishedLine.objects.count() == 1


def test_a_double_enter_is_one_cheque_and_words_prevail(page, counter, keys) -> None:
    keys.scan(coupon_code(counter.pierre.pk, euros("65,63")))
    expect(page.locator("#c-figures")).to_be_focused()
    keys.press("Enter")
    keys.type("56,63")
    keys.press("Enter")
    expect(page.locator("[data-differ]")).to_be_visible()
    keys.type("4521010")
    keys.press("Enter")
    keys.type("LCL")
    page.evaluate(
        "() => { const form = document.querySelector('[data-line]');"
        " form.requestSubmit(); form.requestSubmit(); }"
    )
    saved(page, 1)
    assert Cheque.objects.get().amount == euros("56,63")


def test_an_expired_session_goes_on_where_it_stopped(page, counter, keys, live_server) -> None:
    keys.scan(coupon_code(counter.pierre.pk, euros("65,63")))
    expect(page.locator("#c-figures")).to_be_focused()
    keys.press("Enter")
    keys.press("Enter")
    keys.type("4521011")
    keys.press("Enter")
    with keys.kept("LCL"):
        keys.type("LCL")
    Session.objects.all().delete()
    keys.press("Enter")
    expect(page.locator("#expired-dialog")).to_be_visible()
    expect(page.locator("#c-number")).to_have_value("4521011")
    assert not Cheque.objects.exists()


def test_an_unknown_payer_is_two_keys_more_and_goes_to_472(page, counter, keys) -> None:
    suspense = factories.make_account(
        entity=counter.entity, code="472000", label="À identifier", role=AccountRole.OTHER
    )
    keys.press("Alt+i")
    expect(page.locator("[role=option]")).to_contain_text("S001 472000")
    keys.press("Enter")
    expect(page.locator("#c-figures")).to_be_focused()
    keys.type("40,00")
    keys.press("Enter")
    keys.press("Enter")
    keys.type("4521010")
    keys.press("Enter")
    keys.type("Illisible")
    keys.press("Enter")
    keys.type("CIC")
    keys.press("Enter")
    saved(page, 1)
    assert Cheque.objects.get().shares.get().account == suspense


def test_up_to_the_setting_words_are_not_asked(page, counter, keys, user) -> None:
    set_words_above(euros("50"), acting_user=user)
    page.reload()
    keys.scan(coupon_code(counter.pierre.pk, euros("40,00")))
    expect(page.locator("#c-figures")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#c-number")).to_be_focused()
    expect(page.locator("#c-words")).to_be_hidden()
    page.locator("#c-figures").fill("50,01")
    expect(page.locator("#c-words")).to_be_visible()
