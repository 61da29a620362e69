"""The payment form in the client's hands: told as it is typed, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Faults, overflows
from tests.installation import Installation

USERNAME, PASSWORD = "gaston.formulaire", "Colline-des-Vignes-54!"
#: A published example: valid, and nobody's.
IBAN = "FR7630006000011234567890189"

PREPARE = f"""
from django.utils import timezone
from core.people.models import User
from extranet.publication.models import ClientAccess
from extranet.publication.services.give_access import choose_password
from extranet.publication.services.mark_accounts import mark_accounts
from extranet.publication.services.publishing import publish
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entity
from ledger.people.models import Party
entity = Entity.objects.get(code="S001")
entity.one_off_allowed = True
entity.save(update_fields=["one_off_allowed"])
party, made = Party.objects.get_or_create(
    last_name="FORMULAIRE", first_name="Gaston", email="gaston@example.org")
account, made = Account.objects.get_or_create(
    entity=entity, code="450GASTON",
    defaults={{"label": "Gaston FORMULAIRE", "role": AccountRole.CO_OWNER, "party": party}})
staff = User.objects.get(username="admin")
mark_accounts([account.pk], acting_user=staff, now=timezone.now())
publish(acting_user=staff, now=timezone.now())
choose_password(User.objects.get(username="{USERNAME}"), "{PASSWORD}")
"""


@pytest.fixture(scope="module")
def gaston(sites: Installation) -> None:
    sites.python(PREPARE)


@pytest.fixture
def form(sites: Installation, gaston: None, phone_page: Page) -> Page:
    """The payment form, on a phone, signed in."""
    phone_page.goto(f"{sites.extranet}/compte/login/")
    phone_page.locator("input[name=login]").fill(USERNAME)
    phone_page.locator("input[name=password]").fill(PASSWORD)
    phone_page.keyboard.press("Enter")
    phone_page.wait_for_url(f"{sites.extranet}/")
    phone_page.get_by_role("link", name="Paiement par prélèvement unique").click()
    phone_page.wait_for_url("**/payer/")
    return phone_page


def test_the_iban_is_grouped_checked_and_its_bank_named(form: Page) -> None:
    iban = form.locator("input[name=iban]")
    iban.press_sequentially(IBAN.lower())
    expect(iban).to_have_value("FR76 3000 6000 0112 3456 7890 189")
    expect(form.locator("#iban-found")).to_contain_text("CREDIT AGRICOLE")
    expect(form.locator("input[name=bic]")).to_have_value("AGRIFRPPXXX")
    assert IBAN not in form.url


def test_a_slip_of_the_finger_is_told_at_once(form: Page) -> None:
    form.locator("input[name=iban]").press_sequentially("FR7630006000011234567890188")
    expect(form.locator("#iban-found")).to_contain_text("faute de frappe")


def test_an_amount_above_what_is_owed_is_told(form: Page) -> None:
    form.locator("input[name=amount]").fill("100,00")
    expect(form.locator("#amount-found")).to_contain_text("plus que ce que vous devez")


def test_errors_leave_everything_else_as_typed(
    form: Page, faults: Faults, axe: Callable[[Page], list[str]]
) -> None:
    faults.expected.append("422")
    form.locator("input[name=amount]").fill("12,34")
    form.locator("input[name=first_name]").fill("")
    form.get_by_role("button", name="Lire le mandat").click()
    expect(form.locator("#id_first_name_error")).to_contain_text("Écrivez le prénom")
    expect(form.locator("input[name=amount]")).to_have_value("12,34")
    expect(form.locator("[data-errors]")).to_be_focused()
    form.locator("[data-errors] a", has_text="Prénom").click()
    expect(form.locator("input[name=first_name]")).to_be_focused()
    assert not axe(form)


def test_going_back_finds_what_was_typed(form: Page) -> None:
    form.locator("input[name=amount]").fill("12,34")
    form.locator("input[name=company]").fill("SCI du Parc")
    form.locator("input[name=iban]").press_sequentially(IBAN)
    form.get_by_role("button", name="Lire le mandat").click()
    form.wait_for_url("**/signer/")
    form.get_by_role("link", name="Corriger mes coordonnées").click()
    expect(form.locator("input[name=amount]")).to_have_value("12,34")
    expect(form.locator("input[name=company]")).to_have_value("SCI du Parc")
    expect(form.locator("input[name=iban]")).to_have_value("FR76 3000 6000 0112 3456 7890 189")


def test_the_button_of_the_browser_finds_it_too(form: Page) -> None:
    form.locator("input[name=amount]").fill("12,34")
    form.locator("input[name=iban]").press_sequentially(IBAN)
    form.get_by_role("button", name="Lire le mandat").click()
    form.wait_for_url("**/signer/")
    form.go_back()
    expect(form.locator("input[name=amount]")).to_have_value("12,34")
    expect(form.locator("input[name=iban]")).to_have_value("FR76 3000 6000 0112 3456 7890 189")


def test_a_french_iban_is_read_whole_on_the_narrowest_phone(form: Page) -> None:
    form.set_viewport_size({"width": 360, "height": 740})
    iban = form.locator("input[name=iban]")
    iban.press_sequentially(IBAN)
    assert iban.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert overflows(form) == 0


#: Links inside a sentence keep its line (WCAG 2.5.5, exception « inline »).
SMALL = """() => [...document.querySelectorAll("a, button, input, select, summary")]
  .filter(one => one.checkVisibility() && one.type !== "hidden" && !one.matches(".lsc-skip"))
  .filter(one => !one.closest("p, .lsc-field-error"))
  .filter(one => !["checkbox", "radio"].includes(one.type))
  .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect().height])
  .filter(([, height]) => height < 43.5)"""


def test_everything_that_is_touched_is_44_px_high(form: Page, sites: Installation) -> None:
    pages = [form.url, f"{sites.extranet}/", form.url.removesuffix("payer/")]
    for url in pages:
        form.goto(url)
        assert form.evaluate(SMALL) == [], url


def test_a_pasted_iban_loses_its_name_and_its_dashes(form: Page) -> None:
    iban = form.locator("input[name=iban]")
    iban.fill("IBAN\u00a0: FR76-3000-6000\u200b-0112-3456-7890-189")
    expect(iban).to_have_value("FR76 3000 6000 0112 3456 7890 189")
    expect(form.locator("#iban-found")).to_contain_text("CREDIT AGRICOLE")


def test_the_button_for_another_code_counts_the_seconds(form: Page) -> None:
    form.locator("input[name=amount]").fill("12,34")
    form.locator("input[name=iban]").press_sequentially(IBAN)
    form.get_by_role("button", name="Lire le mandat").click()
    form.wait_for_url("**/signer/")
    button = form.get_by_role("button", name="Recevoir un autre code")
    expect(button).to_be_disabled()
    expect(button).to_have_text(re.compile(r"\(0:[0-2]\d\)"))


def test_the_statement_opens_in_its_page_and_downloads_beside(
    form: Page, sites: Installation
) -> None:
    form.goto(f"{sites.extranet}/")
    form.get_by_role("link", name="Voir mon compte").click()
    address = form.url
    with form.expect_response("**/releve.pdf*") as paper:
        form.get_by_role("button", name="Voir le relevé").click()
    assert paper.value.headers["content-type"] == "application/pdf"
    expect(form.locator("#statement")).to_be_visible()
    assert form.url == address
    with form.expect_download() as saved:
        form.get_by_role("link", name="Télécharger").click()
    assert saved.value.suggested_filename.endswith(".pdf")


def test_an_expired_session_keeps_the_page(form: Page, faults: Faults) -> None:
    faults.expected.append("401")
    form.locator("input[name=amount]").fill("12,34")
    form.locator("input[name=iban]").press_sequentially(IBAN)
    form.context.clear_cookies(name="lsc_extranet_session")
    form.get_by_role("button", name="Lire le mandat").click()
    expect(form.locator("#expired-dialog")).to_be_visible()
    expect(form.locator("input[name=amount]")).to_have_value("12,34")


#: As from another tab, a moment ago.
SIGNED_ELSEWHERE = f"""
from django.utils import timezone
from core.people.models import User
from sepa.requests.models import OneOffRequest
now = timezone.now()
request = OneOffRequest(
    client=User.objects.get(username="{USERNAME}"), submission_key="another-tab", state="pending",
    state_at=now, signed_at=now, entity_code="S001", account_code="450GASTON", amount="20.00",
    creditor_name="Syndicat", creditor_identifier="FR72ZZZ123456", last_name="FORMULAIRE",
    first_name="Gaston", mandate_reference="S001-450GASTON-ANOTHER", text_version="2026-11-22")
request.set_iban("{IBAN}")
request.save()
"""


def test_what_is_being_debited_is_told_before_another_signature(
    form: Page, sites: Installation, axe: Callable[[Page], list[str]]
) -> None:
    sites.python(SIGNED_ELSEWHERE)
    form.locator("input[name=amount]").fill("20,00")
    form.locator("input[name=iban]").press_sequentially(IBAN)
    form.get_by_role("button", name="Lire le mandat").click()
    form.wait_for_url("**/signer/")
    note = form.locator("#told")
    expect(note).to_contain_text(re.compile(r"Un prélèvement de 20,00\s€ est déjà en cours depuis"))
    again = form.get_by_label(re.compile("Je le sais, et je veux payer encore"))
    expect(again).not_to_be_checked()
    again.check()
    assert overflows(form) == 0
    assert not axe(form)
