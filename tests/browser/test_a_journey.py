"""A tenant pays on a phone, the accountant posts on a desktop with the keyboard alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from lsc.demo import people
from tests.browser.conftest import overflows
from tests.installation import Installation
from tests.mail_sink import MailSink, text_of

IBAN = "FR7610278040050002198764023"
EMAIL = people.PIERRE.email
OWED = re.compile(r"Vous devez\s65,63\s€")
#: Tick Pierre's account, publish, and show the sign-in that is shown once.
PUBLISH_PIERRE = """
from django.utils import timezone
from core.people.models import User
from extranet.publication.services.mark_accounts import mark_accounts
from extranet.publication.services.publishing.publish import publish
from ledger.books.models import Account
user = User.objects.get(username="jlc")
account = Account.objects.get(code="450PIERREP")
(issued,) = mark_accounts([account.pk], acting_user=user, now=timezone.now()).issued
publish(acting_user=user, now=timezone.now())
print(issued.username, issued.password)
"""
PUBLISH = """
from django.utils import timezone
from extranet.publication.services.publishing.publish import publish
publish(acting_user=None, now=timezone.now())
"""
POSTED = """
SELECT account.code, line.debit, line.credit FROM ledger_books_entryline line
JOIN ledger_books_account account ON account.id = line.account_id
JOIN receipts_draft_draftreceipt receipt ON receipt.entry_id = line.entry_id
WHERE receipt.channel = 'one_off' ORDER BY line.id
"""


def tab_to(page: Page, selector: str, presses: int = 120) -> None:
    """Press Tab until the focus is on what ``selector`` names."""
    for _press in range(presses):
        if page.evaluate("css => document.activeElement.matches(css)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab never reaches {selector}")


Look = Callable[[Page], None]


class Client:
    """Pierre, on his phone."""

    def __init__(self, page: Page, site: str, mail: MailSink, look: Look) -> None:
        self.page, self.site, self.mail, self.look = page, site, mail, look

    def signs_in(self, username: str, password: str) -> None:
        page = self.page
        page.goto(self.site)
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(password)
        page.get_by_role("button", name="S’identifier").tap()

    def chooses(self, password: str) -> None:
        page = self.page
        expect(page).to_have_url(f"{self.site}/mot-de-passe/")
        self.look(page)
        page.locator("input[name=password]").fill(password)
        page.locator("input[name=again]").fill(password)
        page.get_by_role("button", name="Enregistrer").tap()

    def asks_and_signs(self) -> str:
        """From the button to the end page. Returns the mandate's reference."""
        page = self.page
        page.get_by_role("link", name="Paiement par prélèvement unique").first.tap()
        expect(page.locator("input[name=amount]")).to_have_value("65,63")
        page.locator("input[name=iban]").press_sequentially(IBAN)
        expect(page.locator("#iban-found")).to_contain_text("MUTUEL")
        expect(page.locator("input[name=bic]")).to_have_value(re.compile("CMCIFR2A"))
        assert overflows(page) == 0
        self.look(page)
        page.get_by_role("button", name="Lire le mandat").tap()
        expect(page.get_by_role("heading", name="Relisez et signez")).to_be_visible()
        expect(page.locator(".x-mandate")).to_contain_text("FR13ZZZ437149")
        self.look(page)
        code = re.search(r"\b\d{6}\b", text_of(self.mail.wait_for(EMAIL, subject="code")))
        assert code is not None
        page.locator("input[name=accepted]").check()
        page.locator("input[name=code]").fill(code[0])
        page.get_by_role("button", name="Signer et payer").dblclick()
        reference = page.locator(".x-reference")
        expect(reference).to_have_text(re.compile(r"^S001-450PIERREP-"))
        self.look(page)
        return reference.inner_text()


@pytest.fixture
def look(axe: Callable[[Page], list[str]]) -> Iterator[Look]:
    """``look(page)``: let axe look at the page as it stands; what it finds fails the test."""
    findings: list[str] = []
    yield lambda page: findings.extend(axe(page))
    assert not findings, "\n".join(findings)


@pytest.fixture
def client(phone_page: Page, sites: Installation, mail: MailSink, look: Look) -> Client:
    return Client(phone_page, sites.extranet, mail, look)


def fetches(page: Page, sites: Installation) -> None:
    """F7 on the draft's one-off channel brings the line, and the bell tells of it."""
    page.goto(f"{sites.backoffice}/brouillard/?canal=one_off")
    expect(page.locator("[data-list-rows] tr")).to_have_count(0)
    page.keyboard.press("Alt+v")
    expect(page.locator("[data-list-rows] tr")).to_have_count(1)
    expect(page.locator("[data-list-rows] tr")).to_contain_text("450PIERREP")
    expect(page.locator("[data-list-rows] tr")).to_contain_text("65,63")


def selects(page: Page) -> None:
    tab_to(page, "[data-list-rows] td")
    page.keyboard.press("Space")
    expect(page.locator("[data-list-summary]")).to_contain_text(re.compile(r"1 ligne.*65,63"))


def opens_the_drawer(page: Page, look: Look) -> None:
    page.keyboard.press("Enter")
    drawer = page.locator("#draft-drawer")
    expect(drawer).to_contain_text("S001-450PIERREP-")
    look(page)
    page.keyboard.press("Escape")
    expect(drawer).to_be_hidden()


def makes_the_file(page: Page, sites: Installation, look: Look) -> None:
    """F6 shows the preview, F6 again makes the file, and then it cannot be made twice."""
    page.keyboard.press("F6")
    expect(page).to_have_url(re.compile("/prelevements/apercu/"))
    expect(page.locator("main")).to_contain_text(re.compile(r"1 prélèvement.*65,63", re.DOTALL))
    look(page)
    page.keyboard.press("F6")
    expect(page).to_have_url(re.compile(r"/prelevements/\d+/"))
    page.goto(f"{sites.backoffice}/brouillard/?canal=one_off")
    selects(page)
    expect(page.locator("[data-action=generate]")).to_be_disabled()


def prepares_and_posts(page: Page, look: Look) -> None:
    page.keyboard.press("F8")
    band = page.locator("#draft-band")
    expect(band).to_contain_text("1 ligne préparée")
    expect(band).to_contain_text("Rien n’est encore en comptabilité")
    expect(band).to_contain_text("512000")
    look(page)
    page.keyboard.press("F9")
    dialog = page.locator("#draft-dialog")
    expect(dialog).to_contain_text("1 écriture validée")
    look(page)
    page.keyboard.press("Enter")
    expect(dialog).to_be_hidden()
    expect(page.locator("[data-list-rows] tr")).to_have_count(0)


def test_the_one_off_debit_from_the_click_to_the_books(
    client: Client,
    desk_page: Page,
    sites: Installation,
    staff_sign_in: Callable[..., Page],
    look: Look,
) -> None:
    username, initial = sites.python(PUBLISH_PIERRE).split()
    phone = client.page

    client.signs_in(username, initial)
    client.chooses(people.CLIENT_PASSWORD)
    expect(phone.locator(".x-balance-words").first).to_have_text(OWED)
    assert overflows(phone) == 0
    reference = client.asks_and_signs()
    letter = client.mail.wait_for(EMAIL, subject=reference)
    assert [part.get_content_type() for part in letter.iter_attachments()] == ["application/pdf"]
    phone.goto(client.site)
    expect(phone.locator("main")).to_contain_text("en cours de prélèvement")
    expect(phone.locator("main")).to_contain_text("Vous n’avez rien d’autre à payer")

    staff_sign_in(desk_page, "jlc")
    fetches(desk_page, sites)
    selects(desk_page)
    opens_the_drawer(desk_page, look)
    makes_the_file(desk_page, sites, look)
    prepares_and_posts(desk_page, look)
    assert sites.query(POSTED) == [("512000", 6563, 0), ("450PIERREP", 0, 6563)]

    sites.python(PUBLISH)
    phone.goto(client.site)
    expect(phone.locator(".x-balance-words").first).to_have_text("Vous êtes à jour")
    phone.get_by_role("link", name=re.compile("Prélèvement unique")).first.tap()
    expect(phone.locator(".lsc-timeline")).to_contain_text("Porté sur votre compte")
