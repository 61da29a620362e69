"""Both sites served for real, with worker and letter box, and real Chromium to visit them.

Fixtures for every room: ``sites``, ``phone_page``, ``desk_page``, ``staff_sign_in``, ``axe``.
A page that logs an error, breaks the content security policy, answers 5xx or asks another host
for anything fails its test.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.installation import Installation
from tests.mail_sink import MailSink

# Every step of a crawl would be a line of the report of a failure.
logging.getLogger("httpx").setLevel(logging.WARNING)

# How long a loaded machine may take: what a test waits for comes, or the test fails.
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)

HERE = Path(__file__).resolve().parent
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
AXE_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def mail() -> Iterator[MailSink]:
    """The letter box into which the sites' e-mails really go, by SMTP."""
    with MailSink() as sink:
        yield sink


@pytest.fixture(scope="session")
def sites(mail: MailSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demo agency on both sites: gunicorn, a database of its own, a Celery worker."""
    installation = Installation(tmp_path_factory.mktemp("sites"), mail, "lsc_browser")
    try:
        installation.migrate()
        installation.python("from lsc.demo.agency import build; build()")
        if installation.multi_user:
            worker = ["celery", "--app", "lsc", "worker", "--concurrency=1", "--loglevel=WARNING"]
            installation.start("worker", worker)
        installation.serve()
        yield installation
    finally:
        installation.stop()


class Faults(list[str]):
    """What went wrong on the pages of one test; ``expected`` texts are let through."""

    def __init__(self) -> None:
        super().__init__()
        self.expected: list[str] = []

    def note(self, text: str) -> None:
        if not any(part in text for part in self.expected):
            self.append(text)


@pytest.fixture
def faults() -> Iterator[Faults]:
    noted = Faults()
    yield noted
    assert not noted, "\n".join(noted)


def watch_answers(source: Page | BrowserContext, note: Callable[[str], None]) -> None:
    """Note what the server could not do, and a static file that is not there."""

    def on_response(response: Any) -> None:
        if response.status >= 500 or (response.status == 404 and "/static/" in response.url):
            note(f"{response.status} {response.url}")

    source.on("response", on_response)


def watch(page: Page, faults: Faults, hosts: set[str]) -> None:
    """Note errors in the console (the content security policy's among them) and strange hosts."""

    def on_request(request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc not in hosts:
            faults.note(f"asks another host: {request.url}")

    page.on("request", on_request)
    watch_answers(page, faults.note)
    page.on("pageerror", lambda error: faults.note(f"script error on {page.url}: {error}"))
    page.on(
        "console",
        lambda message: (
            faults.note(f"console on {page.url}: {message.text}")
            if message.type in {"error", "warning"}
            else None
        ),
    )


NewPage = Callable[..., Page]


@pytest.fixture
def new_page(chromium: Browser, sites: Installation, faults: Faults) -> Iterator[NewPage]:
    """``new_page(PHONE, colour_scheme="dark")``: a watched page in a context of its own."""
    contexts: list[BrowserContext] = []
    hosts = {urlsplit(url).netloc for url in (sites.backoffice, sites.extranet)}

    def make(viewport: dict[str, int], **options: Any) -> Page:
        options = {
            "locale": "fr-FR",
            "timezone_id": "Europe/Paris",
            "reduced_motion": "reduce",
            **options,
        }
        context = chromium.new_context(viewport=viewport, **options)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        page = context.new_page()
        watch(page, faults, hosts)
        return page

    yield make
    for context in contexts:
        context.close()


@pytest.fixture
def phone_page(new_page: NewPage) -> Page:
    return new_page(PHONE, is_mobile=True, has_touch=True, device_scale_factor=2)


@pytest.fixture
def desk_page(new_page: NewPage) -> Page:
    return new_page(DESK)


@pytest.fixture
def staff_sign_in(sites: Installation) -> Callable[..., Page]:
    """``staff_sign_in(page, "jlc")`` signs a member of the demo's staff in on the back office."""
    from lsc.demo.people import STAFF_PASSWORD

    def sign_in(page: Page, username: str = "jlc") -> Page:
        page.goto(f"{sites.backoffice}/compte/login/")
        page.locator("input[name=login]").fill(username)
        page.locator("input[name=password]").fill(STAFF_PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(f"{sites.backoffice}/")
        return page

    return sign_in


@pytest.fixture(scope="session")
def axe_source(repository: Path) -> str:
    nodes = Path(os.environ.get("LSC_NODE_MODULES", repository / "node_modules"))
    return (nodes / "axe-core" / "axe.min.js").read_text()


@pytest.fixture
def axe(axe_source: str) -> Callable[[Page], list[str]]:
    """``axe(page)``: what axe finds on the page as it stands, one line per finding."""

    def run(page: Page) -> list[str]:
        # By the browser's own door, so that the page's content security policy stays as it is.
        session = page.context.new_cdp_session(page)
        session.send("Runtime.evaluate", {"expression": axe_source})
        session.detach()
        found = page.evaluate(
            "tags => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", AXE_RULES
        )
        return [
            f"{page.url} {violation['id']}: {node['html'][:160]} {node['failureSummary'][:200]}"
            for violation in found["violations"]
            for node in violation["nodes"]
        ]

    return run


def overflows(page: Page) -> int:
    """By how many pixels the page is wider than the screen."""
    return int(
        page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
    )
