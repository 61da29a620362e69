"""Every page of both sites: accessible in light and dark, whole at 360 pixels, without a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from lsc.demo import people
from lsc.demo.visitor import Visitor
from tests.browser.conftest import DESK, PHONE, Faults, NewPage, overflows
from tests.browser.crawl import crawl
from tests.installation import Installation

NARROW = {"width": 360, "height": 780}
ENTRANCES = ["/compte/login/", "/compte/password/reset/"]
#: Back-office pages that a crawl must have met; else a menu or a link has been lost.
MET = {
    "core:home",
    "receipts:draft",
    "receipts:record",
    "ledger:accounts",
    "ledger:account",
    "ledger:entries",
    "ledger:entry",
    "ledger:entity",
    "ledger:trial_balance",
    "sepa:collections",
}


def visit(site: str, username: str, password: str) -> Visitor:
    visitor = Visitor(site)
    visitor.open("/").submit(having="login", login=username, password=password)
    return visitor


@pytest.fixture(scope="module")
def backoffice_pages(sites: Installation) -> dict[str, str]:
    with visit(sites.backoffice, "admin", people.STAFF_PASSWORD) as visitor:
        return crawl(visitor, "backoffice")


@pytest.fixture(scope="module")
def client_sign_in(sites: Installation) -> tuple[str, str]:
    """A client of the demo who has chosen a password."""
    username, password = "lucie.ferry", "Gilbert!2026b"
    sites.python(
        "from core.people.models import User;"
        "from extranet.publication.services.give_access import choose_password;"
        "from extranet.publication.services.publishing.publish import publish;"
        "from django.utils import timezone;"
        "publish(acting_user=None, now=timezone.now());"
        f"choose_password(User.objects.get(username='{username}'), '{password}')"
    )
    return username, password


@pytest.fixture(scope="module")
def extranet_pages(sites: Installation, client_sign_in: tuple[str, str]) -> dict[str, str]:
    with visit(sites.extranet, *client_sign_in) as visitor:
        return crawl(visitor, "extranet")


@pytest.fixture(params=["light", "dark"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def settle(page: Page, address: str) -> None:
    """Open a page and wait until the parts that HTMX brings have come."""
    page.goto(address)
    page.wait_for_load_state("networkidle")


def sign_in_client(page: Page, site: str, credentials: tuple[str, str]) -> None:
    page.goto(f"{site}/compte/login/")
    page.locator("input[name=login]").fill(credentials[0])
    page.locator("input[name=password]").fill(credentials[1])
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site}/")


@pytest.fixture
def office_tour(
    sites: Installation,
    backoffice_pages: dict[str, str],
    new_page: NewPage,
    staff_sign_in: Callable[..., Page],
) -> Callable[..., Iterator[Page]]:
    """``office_tour(viewport, scheme)`` opens every back-office page in turn."""

    def tour(viewport: dict[str, int], scheme: str) -> Iterator[Page]:
        page = new_page(viewport, color_scheme=scheme)
        for path in ENTRANCES:
            settle(page, f"{sites.backoffice}{path}")
            yield page
        staff_sign_in(page, "admin")
        for address in backoffice_pages.values():
            settle(page, f"{sites.backoffice}{address}")
            yield page

    return tour


@pytest.fixture
def client_tour(
    sites: Installation,
    extranet_pages: dict[str, str],
    client_sign_in: tuple[str, str],
    new_page: NewPage,
) -> Callable[..., Iterator[Page]]:
    def tour(viewport: dict[str, int], scheme: str) -> Iterator[Page]:
        page = new_page(viewport, color_scheme=scheme)
        for path in ENTRANCES:
            settle(page, f"{sites.extranet}{path}")
            yield page
        sign_in_client(page, sites.extranet, client_sign_in)
        for address in extranet_pages.values():
            settle(page, f"{sites.extranet}{address}")
            yield page

    return tour


def test_links_lead_to_the_main_pages(backoffice_pages: dict[str, str]) -> None:
    assert MET - set(backoffice_pages) == set()


def shared_keys(page: Page) -> list[str]:
    """Keys that two visible buttons claim: only the first would ever answer."""
    keys: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("[data-key]")]
            .filter((element) => element.getClientRects().length > 0)
            .map((element) => element.dataset.key)"""
    )
    return [f"{page.url}: {key} twice" for key in sorted({k for k in keys if keys.count(k) > 1})]


def test_axe_finds_nothing_in_the_back_office_nor_a_key_shared(
    office_tour: Callable[..., Iterator[Page]], scheme: str, axe: Callable[[Page], list[str]]
) -> None:
    findings = [
        found for page in office_tour(DESK, scheme) for found in [*axe(page), *shared_keys(page)]
    ]
    assert not findings, "\n".join(findings)


def test_axe_finds_nothing_on_the_extranet(
    client_tour: Callable[..., Iterator[Page]], scheme: str, axe: Callable[[Page], list[str]]
) -> None:
    findings = [found for page in client_tour(PHONE, scheme) for found in axe(page)]
    assert not findings, "\n".join(findings)


def test_no_page_scrolls_sideways_on_a_narrow_phone(
    office_tour: Callable[..., Iterator[Page]], client_tour: Callable[..., Iterator[Page]]
) -> None:
    wide = [
        f"{page.url} is {overflows(page)} px too wide"
        for tour in (client_tour, office_tour)
        for page in tour(NARROW, "light")
        if overflows(page) > 0
    ]
    assert not wide, "\n".join(wide)


def test_axe_finds_nothing_on_the_pages_of_refusal(
    sites: Installation,
    new_page: NewPage,
    staff_sign_in: Callable[..., Page],
    axe: Callable[[Page], list[str]],
    faults: Faults,
) -> None:
    # The browser itself writes to the console that a page was not found, or refused.
    faults.expected += ["status of 404", "status of 403"]
    page = staff_sign_in(new_page(DESK), "pvi")
    findings = []
    for address in (
        f"{sites.backoffice}/page-inconnue/",
        f"{sites.backoffice}/prelevements/",
        f"{sites.extranet}/page-inconnue/",
    ):
        settle(page, address)
        expect(page.locator("h1")).to_be_visible()
        findings += axe(page)
    assert not findings, "\n".join(findings)
