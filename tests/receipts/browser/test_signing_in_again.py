"""A session that expires at the keying screen: sign in again and go on, nothing typed twice."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect

from receipts.counter.models import Cheque
from receipts.coupons.rules.coupon_code import coupon_code
from receipts.draft.enums import ReceiptStatus
from receipts.draft.models import DraftReceipt
from receipts.draft.services.key_receipt import key_receipt
from tests.factories import euros
from tests.receipts.browser.at_the_counter import Keys, saved
from tests.receipts.browser.signing_in import PASSWORD, sign_in, sign_in_again
from tests.receipts.counter import factories as make

PREPARE = "/brouillard/comptabiliser/"


@pytest.fixture
def user(transactional_db, settings):
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
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


def ready_to_save(page: Page, keys: Keys, counter: make.Counter, number: str) -> None:
    """Only the last Enter is missing, and no request of the page is under way."""
    half_a_cheque(page, keys, counter)
    keys.type(number)
    keys.press("Enter")
    with keys.kept("LCL"):
        keys.type("LCL")


def test_expired_at_the_last_enter_the_cheque_is_saved_once(page, counter, keys) -> None:
    ready_to_save(page, keys, counter, "4521011")
    Session.objects.all().delete()
    keys.press("Enter")
    sign_in_again(page).close()
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
    with keys.kept("452"):
        keys.type("452")
    Session.objects.all().delete()
    keys.type("1")
    sign_in_again(page).close()
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
    with keys.kept("4521014"):
        keys.type("4521014")
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
    ready_to_save(page, keys, counter, "4521015")
    Session.objects.all().delete()
    keys.press("Enter")
    sign_in_again(page, "paul").close()
    expect(page.locator("#toasts")).to_contain_text("n’existe plus")
    assert not Cheque.objects.exists()
    expect(page.locator("#c-number")).to_have_value("4521015")


@pytest.fixture
def transfer(counter, user) -> DraftReceipt:
    """65,63 € in the draft."""
    return key_receipt(
        acting_user=user,
        form_id=uuid4(),
        channel_code="transfer",
        account=counter.pierre,
        amount=euros("65,63"),
        movement_date=make.DAY,
        label="Virement",
    )


@pytest.fixture
def draft(page, live_server, transfer) -> list[str]:
    """Its line is selected and the session has expired. Collects the paths that are POSTed."""
    posted: list[str] = []
    page.on(
        "request",
        lambda request: (
            posted.append(urlsplit(request.url).path) if request.method == "POST" else None
        ),
    )
    page.goto(f"{live_server.url}/brouillard/")
    # The parts that the page asks for by itself would meet the expired session too.
    page.wait_for_load_state("networkidle")
    page.locator("#draft-q").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator("[data-list-summary]")).to_contain_text("1 ligne sélectionnée")
    Session.objects.all().delete()
    return posted


@pytest.fixture
def sign_in_elsewhere(context: BrowserContext, live_server, user) -> Callable[[], None]:
    """The cookie of a new session, without any sign to the page that waits."""

    def sign_in_silently() -> None:
        client = Client()
        client.force_login(user)
        name = settings.SESSION_COOKIE_NAME
        cookie = {"name": name, "value": client.cookies[name].value, "url": live_server.url}
        context.add_cookies([cookie])  # type: ignore[list-item]

    return sign_in_silently


def prepared(page: Page, transfer: DraftReceipt) -> bool:
    expect(page.locator("#draft-band")).to_contain_text("1 ligne préparée")
    transfer.refresh_from_db()
    return transfer.status == ReceiptStatus.PREPARED


def test_a_button_of_the_draft_does_what_it_was_pressed_for(page, draft, transfer) -> None:
    page.keyboard.press("F8")
    sign_in_again(page).close()
    assert prepared(page, transfer)
    assert draft.count(PREPARE) == 2


def test_the_page_finds_out_by_itself(page, draft, transfer, sign_in_elsewhere) -> None:
    """No message from the other tab, no focus that comes back: it asks until it is answered."""
    page.keyboard.press("F8")
    expect(page.locator("#expired-dialog")).to_be_visible()
    sign_in_elsewhere()
    assert prepared(page, transfer)
    expect(page.locator("#expired-dialog")).to_be_hidden()


def test_many_signs_at_once_do_it_once(page, draft, transfer, sign_in_elsewhere) -> None:
    page.keyboard.press("F8")
    expect(page.locator("#expired-dialog")).to_be_visible()
    sign_in_elsewhere()
    page.evaluate(
        """() => {
            const other = new BroadcastChannel("lsc");
            for (let turn = 0; turn < 5; turn += 1) {
                other.postMessage("signed-in");
                document.dispatchEvent(new Event("visibilitychange"));
                window.dispatchEvent(new Event("focus"));
            }
        }"""
    )
    assert prepared(page, transfer)
    # Once refused, once done.
    assert draft.count(PREPARE) == 2


def test_keys_pressed_behind_the_dialog_do_nothing(page, draft, transfer) -> None:
    page.keyboard.press("F8")
    expect(page.locator("#expired-dialog")).to_be_visible()
    page.keyboard.press("F8")
    page.keyboard.press("F9")
    sign_in_again(page).close()
    assert prepared(page, transfer)
    assert draft.count(PREPARE) == 2


def test_escape_gives_up_what_was_pressed(page, draft, transfer, sign_in_elsewhere) -> None:
    page.keyboard.press("F8")
    expect(page.locator("#expired-dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#expired-dialog")).to_be_hidden()
    with page.expect_response(lambda answer: '"signedIn": true' in answer.text()):
        sign_in_elsewhere()
    transfer.refresh_from_db()
    assert transfer.status == ReceiptStatus.PENDING
    # The page has its new form token: pressed anew, it is done.
    page.keyboard.press("F8")
    assert prepared(page, transfer)


def test_what_was_typed_on_a_cell_is_sent_by_itself(
    page, draft, transfer, sign_in_elsewhere
) -> None:
    for _column in range(6):
        if page.evaluate("document.activeElement.dataset.cell") == "voucher":
            break
        page.keyboard.press("Tab")
    page.keyboard.type("R65")
    page.keyboard.press("Enter")
    expect(page.locator("td.is-waiting")).to_contain_text("R65")
    expect(page.locator(".lsc-toast")).to_contain_text("dès que vous êtes identifié")
    sign_in_elsewhere()
    expect(page.locator("td.is-waiting, td.is-saving")).to_have_count(0)
    expect(page.locator("#expired-dialog")).to_be_hidden()
    transfer.refresh_from_db()
    assert transfer.voucher == "R65"
