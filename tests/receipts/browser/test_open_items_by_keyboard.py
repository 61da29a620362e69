"""What an account owes, chosen without a mouse; left alone, it costs no keystroke."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from ledger.people.models import PartyFlag
from receipts.counter.models import Cheque, ItemOutcome
from receipts.coupons.rules.coupon_code import coupon_code
from tests.factories import euros
from tests.receipts.browser.at_the_counter import CMC7, Keys, saved
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import FLAG, make_batch, owe


@pytest.fixture
def user(transactional_db):
    user = make.make_cashier(username="marie")
    user.user_permissions.add(*make.permissions([FLAG]))
    return user


@pytest.fixture
def lines(counter) -> tuple[int, int]:
    """Pierre owes 65,63 € since April, and 40,00 € since July."""
    return owe(counter, "65,63", "2e trim."), owe(counter, "40", "3e trim.")


@pytest.fixture
def batch(user):
    return make_batch(user)


@pytest.fixture
def keys(lines, keys: Keys) -> Keys:
    """What is owed stands before the screen is opened."""
    return keys


def settles(page: Page, line: int):
    return page.locator(f"[id^=settle-][id$='-{line}']")


def finish(keys: Keys, enters: int = 2) -> None:
    """Figures, words as figures, the reader, the bank: the six keystrokes of a coupon."""
    for _field in range(enters):
        keys.press("Enter")
    expect(keys.page.locator("#c-number")).to_be_focused()
    keys.scan(CMC7)
    expect(keys.page.locator("#c-bank")).to_be_focused()
    keys.type("CIC")
    keys.press("Enter")


def test_left_alone_it_costs_nothing(page, counter, keys, lines) -> None:
    keys.scan(coupon_code(counter.pierre.pk, euros("75,63")))
    expect(page.locator("#c-figures")).to_be_focused()
    finish(keys)
    saved(page, 1)
    assert keys.pressed <= 6
    assert Cheque.objects.get().shares.get().settles == [[lines[0], 6563], [lines[1], 1000]]


def test_without_a_coupon_it_takes_twenty_five(page, counter, keys, lines) -> None:
    # The 5,00 € that a colleague keys pay as much of what Pierre owes: 100,63 € are left of it.
    make.make_cheques(["5,00"], account=counter.pierre, user=make.make_cashier())
    keys.type("propri")
    expect(page.locator("[role=option]")).to_have_count(1)
    keys.press("Enter")
    expect(page.locator("#c-figures")).to_be_focused()
    keys.type("117,93")
    expect(page.locator("[data-panel-sum]")).to_contain_text("17,30")
    expect(page.locator("[data-panel-sum]")).to_contain_text("resteront en compte, à affecter")
    keys.press("Enter")
    keys.press("Enter")
    keys.type("4521009")
    keys.press("Enter")
    saved(page, 1)
    assert keys.pressed <= 25


def test_another_debt_is_chosen_by_key(page, counter, keys, lines) -> None:
    second, third = lines
    keys.scan(coupon_code(counter.pierre.pk, euros("50")))
    expect(settles(page, second)).to_have_value("50,00")
    keys.press("F4")
    expect(settles(page, second)).to_be_focused()
    keys.press("Space")
    expect(settles(page, second)).to_have_value("")
    keys.press("ArrowDown")
    keys.press("Space")
    expect(settles(page, third)).to_have_value("40,00")
    expect(page.locator("[data-panel-sum]")).to_contain_text("10,00")
    keys.press("ArrowUp")
    keys.type("3,50")
    expect(page.locator("[data-panel-sum]")).to_contain_text(re.compile("Choisi.*43,50"))
    keys.press("Enter")
    expect(page.locator("#c-words")).to_be_focused()
    finish(keys, 1)
    saved(page, 1)
    assert sorted(Cheque.objects.get().shares.get().settles or ()) == [[second, 350], [third, 4000]]


def test_a_closed_browser_keeps_the_choice_and_p_takes_it_back(page, counter, keys, lines) -> None:
    second, third = lines
    address = page.url
    keys.scan(coupon_code(counter.pierre.pk, euros("50")))
    expect(settles(page, second)).to_have_value("50,00")
    keys.press("F4")
    with keys.kept("12,34"):
        keys.type("12,34")
    other = page.context.new_page()
    page.close()
    other.goto(address)
    expect(settles(other, second)).to_have_value("12,34")
    expect(settles(other, third)).to_have_value("")
    other.keyboard.press("F4")
    other.keyboard.press("p")
    expect(settles(other, second)).to_have_value("50,00")


def test_no_payment_in_two_keys_then_undone(page, counter, keys, lines) -> None:
    second, third = lines
    keys.scan(coupon_code(counter.pierre.pk, euros("40")))
    expect(settles(page, second)).to_have_value("40,00")
    keys.press("F4")
    keys.press("s")
    expect(page.locator("#id_reason")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#counter-outcomes")).to_contain_text("Sans paiement")
    # What is not paid gives way: the cheque goes to the other debt.
    expect(settles(page, third)).to_have_value("40,00")
    assert ItemOutcome.objects.get().line_id == second
    page.get_by_role("button", name="Retirer la suite").click()
    expect(page.locator("#counter-outcomes")).not_to_contain_text("Sans paiement")
    assert not ItemOutcome.objects.exists()


def test_deceased_and_cashed_in_one_gesture(page, counter, keys) -> None:
    keys.scan(coupon_code(counter.pierre.pk, euros("65,63")))
    expect(page.locator("[data-flag]")).to_be_visible()
    keys.press("Alt+s")
    expect(page.locator("[data-flag]")).to_be_focused()
    keys.press("d")
    expect(page.locator("[data-flag]")).to_have_value("deceased")
    keys.press("Escape")
    expect(page.locator("#c-words")).to_be_focused()
    finish(keys, 1)
    saved(page, 1)
    assert PartyFlag.objects.get().party == counter.pierre.party
