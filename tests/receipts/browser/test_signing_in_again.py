"""A session that expires at the keying screen: sign in again and go on, nothing typed twice."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from receipts.coupon_code import coupon_code
from receipts.enums import ReceiptStatus
from receipts.models import Cheque
from receipts.services.keying import key_receipt
from tests.factories import euros
from tests.receipts.browser.at_the_counter import Keys, saved
from tests.receipts.counter import factories as make

PASSWORD = "Saurupt-54000-guichet"


@pytest.fixture
def user(transactional_db, settings):
    settings.LSC_STAFF_SECOND_FACTOR_REQUIRED = False
    made = make.make_cashier(username="marie")
    made.set_password(PASSWORD)
    made.save()
    return made


def half_a_cheque(page: Page, keys: Keys, counter: make.Counter) -> None:
    """Coupon scanned, amounts confirmed: the number is next."""
    keys.scan(coupon_code(counter.pierre.pk, euros("65,63")))
    expect(page.locator("#c-figures")).to_be_focused()
    keys.press("Enter")
    keys.press("Enter")
    expect(page.locator("#c-number")).to_be_focused()


def sign_in(page: Page, username: str = "marie") -> None:
    """By keyboard alone, on the sign-in page that is shown."""
    expect(page.locator("input[name=login]")).to_be_focused()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def sign_in_again(page: Page, username: str = "marie") -> Page:
    """From the dialog, which has the keyboard, in the tab that it opens."""
    expect(page.locator("#expired-dialog")).to_be_visible()
    expect(page.locator("[data-sign-in-again]")).to_be_focused()
    with page.context.expect_page() as opened:
        page.keyboard.press("Enter")
    tab = opened.value
    sign_in(tab, username)
    expect(tab.get_by_role("heading", name="Vous êtes identifié")).to_be_visible()
    return tab


def test_expired_at_the_last_enter_the_cheque_is_saved_once(page, counter, keys) -> None:
    half_a_cheque(page, keys, counter)
    keys.type("4521011")
    keys.press("Enter")
    page.wait_for_timeout(600)
    Session.objects.all().delete()
    keys.type("LCL")
    # Faster than what is typed is kept: the save itself meets the expired session.
    keys.press("Enter")
    tab = sign_in_again(page)
    tab.close()
    saved(page, 1)
    cheque = Cheque.objects.get()
    assert (cheque.number, cheque.drawee_bank, cheque.amount) == ("4521011", "LCL", euros("65,63"))
    expect(page.locator("#expired-dialog")).to_be_hidden()
    # And on with the next one, as if nothing had happened.
    half_a_cheque(page, keys, counter)
    keys.type("4521012")
    keys.press("Enter")
    saved(page, 2)


def test_expired_while_typing_one_types_on(page, counter, keys) -> None:
    half_a_cheque(page, keys, counter)
    page.wait_for_timeout(600)
    Session.objects.all().delete()
    with page.expect_response(re.compile("/garder/")):
        keys.type("4521")
    tab = sign_in_again(page)
    tab.close()
    expect(page.locator("#expired-dialog")).to_be_hidden()
    expect(page.locator("#c-number")).to_be_focused()
    expect(page.locator("#c-number")).to_have_value("4521")
    keys.type("013")
    keys.press("Enter")
    keys.type("LCL")
    keys.press("Enter")
    saved(page, 1)
    assert Cheque.objects.get().number == "4521013"


def test_expired_between_two_days_the_page_itself_leads_back(
    page, counter, keys, live_server, batch
) -> None:
    half_a_cheque(page, keys, counter)
    with page.expect_response(re.compile("/garder/")):
        keys.type("4521014")
    page.wait_for_timeout(600)
    Session.objects.all().delete()
    page.reload()
    sign_in(page)
    expect(page).to_have_url(f"{live_server.url}/guichet/lots/{batch.pk}/")
    expect(page.locator("#c-number")).to_have_value("4521014")
    expect(page.locator("#c-figures")).to_have_value("65,63")
    expect(page.locator("[data-chip]")).to_contain_text("PROPRIETAIRE")
    page.locator("#c-number").focus()
    keys.press("Enter")
    keys.type("LCL")
    keys.press("Enter")
    saved(page, 1)


def test_a_colleague_who_signs_in_instead_saves_nothing_in_the_batch(page, counter, keys) -> None:
    paul = make.make_cashier(username="paul")
    paul.set_password(PASSWORD)
    paul.save()
    half_a_cheque(page, keys, counter)
    keys.type("4521015")
    keys.press("Enter")
    page.wait_for_timeout(600)
    Session.objects.all().delete()
    keys.type("LCL")
    keys.press("Enter")
    sign_in_again(page, "paul").close()
    expect(page.locator("#toasts")).to_contain_text("n’existe plus")
    assert not Cheque.objects.exists()
    expect(page.locator("#c-number")).to_have_value("4521015")


def test_a_button_of_the_draft_does_what_it_was_pressed_for(
    page, counter, user, live_server
) -> None:
    keyed = key_receipt(
        acting_user=user,
        form_id=uuid4(),
        channel_code="transfer",
        account=counter.pierre,
        amount=euros("65,63"),
        movement_date=make.DAY,
        label="Virement",
    )
    page.goto(f"{live_server.url}/brouillard/")
    page.locator("#draft-q").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("[data-summary]")).to_contain_text("1 ligne sélectionnée")
    Session.objects.all().delete()
    page.keyboard.press("F8")
    sign_in_again(page).close()
    expect(page.locator("#draft-band")).to_contain_text("1 ligne préparée")
    keyed.refresh_from_db()
    assert keyed.status == ReceiptStatus.PREPARED
