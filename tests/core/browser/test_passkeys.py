"""A passkey from its first day to its last, on both sites: added, used, removed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.extranet.factories import make_access, make_books, on_the_extranet
from tests.factories import PASSWORD, make_staff

NAME = "Téléphone de poche"
#: A phone that holds its keys itself, and knows its owner by the finger.
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@dataclass
class Owner:
    """Somebody with an access to one of the sites, and with a device that keeps passkeys."""

    page: Page
    site: str
    username: str

    def is_in(self) -> None:
        expect(self.page).to_have_url(f"{self.site}/")
        expect(self.page.locator("input[name=login]")).to_have_count(0)

    def types_the_password(self) -> None:
        """In a browser that knows nobody any more."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.site}/compte/login/")
        self.page.locator("input[name=login]").fill(self.username)
        self.page.locator("input[name=password]").fill(PASSWORD)
        self.page.keyboard.press("Enter")

    def shows_the_passkey(self) -> None:
        """On the sign-in page, where nothing is typed."""
        self.page.context.clear_cookies()
        self.page.goto(f"{self.site}/compte/login/")
        self.page.get_by_role("button", name="Avec une clé d’accès").click()

    def proves_it_is_them(self, button: Locator) -> None:
        """A factor is added or removed only by whoever has just given the password again."""
        password = self.page.locator("input[name=password]")
        expect(password.or_(button)).to_be_visible()
        if password.is_visible():
            password.fill(PASSWORD)
            self.page.keyboard.press("Enter")
        expect(button).to_be_visible()

    def adds_a_passkey(self) -> None:
        page = self.page
        page.goto(f"{self.site}/compte/2fa/")
        page.get_by_role("link", name="Ajouter une clé").click()
        add = page.get_by_role("button", name="Ajouter", exact=True)
        self.proves_it_is_them(add)
        page.get_by_label("Nom de cette clé").fill(NAME)
        page.get_by_label("M’identifier sans mot de passe").check()
        add.click()
        # The codes for the day when the device is lost come with the first factor.
        expect(page).to_have_url(f"{self.site}/compte/2fa/recovery-codes/")
        page.goto(f"{self.site}/compte/2fa/webauthn/")
        expect(page.locator("tbody")).to_contain_text(NAME)

    def removes_it(self) -> None:
        page = self.page
        page.goto(f"{self.site}/compte/2fa/webauthn/")
        page.get_by_role("link", name="Retirer").click()
        remove = page.get_by_role("button", name="Retirer")
        self.proves_it_is_them(remove)
        remove.click()
        expect(page.locator("tbody")).to_contain_text("Aucune clé pour l’instant")


@pytest.fixture(params=["extranet", "backoffice"])
def owner(request: pytest.FixtureRequest, context: BrowserContext, live_server) -> Iterator[Owner]:
    is_client = request.param == "extranet"
    with on_the_extranet() if is_client else nullcontext():
        user = make_access(party=make_books().party) if is_client else make_staff()
        page = context.new_page()
        devices = context.new_cdp_session(page)
        devices.send("WebAuthn.enable")
        devices.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        yield Owner(page, live_server.url, user.username)
        page.close()


def test_a_passkey_opens_the_account_until_it_is_removed(owner: Owner) -> None:
    owner.types_the_password()
    owner.is_in()
    owner.adds_a_passkey()

    owner.shows_the_passkey()
    owner.is_in()

    # Beside the password it is the second factor: the password alone opens nothing any more.
    owner.types_the_password()
    expect(owner.page).to_have_url(f"{owner.site}/compte/2fa/authenticate/")
    owner.page.get_by_role("button", name="Utiliser une clé d’accès").click()
    owner.is_in()

    owner.removes_it()
    # The device keeps its half, which opens nothing.
    owner.shows_the_passkey()
    expect(owner.page.locator("#toasts")).to_contain_text(
        "Cette clé d’accès n’est pas reconnue ici"
    )
    expect(owner.page).to_have_url(f"{owner.site}/compte/login/")
    owner.types_the_password()
    owner.is_in()
