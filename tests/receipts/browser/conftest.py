"""The draft in real Chromium, on a live server over the test's own rows."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Request,
    expect,
)

from tests.browser.conftest import DESK, PATIENCE_MS, watch_answers
from tests.receipts.browser.at_the_counter import Keys
from tests.receipts.counter import factories as make
from tests.receipts.factories import Books, make_accountant, make_books
from tests.waiting import is_alone, wait_until

HERE = Path(__file__).resolve().parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


def watched(context: BrowserContext) -> list[str]:
    """What goes wrong unseen on its pages: a script that does not come, or ends; an answer 5xx."""
    faults: list[str] = []

    def on_failure(request: Request) -> None:
        # Leaving a page gives up what it still asks for.
        if "/static/" in request.url and request.failure != "net::ERR_ABORTED":
            faults.append(f"{request.failure} {request.url}")

    watch_answers(context, faults.append)
    context.on("requestfailed", on_failure)
    context.on("weberror", lambda error: faults.append(f"script error: {error.error}"))
    return faults


def _is_idle() -> bool:
    """Whether the live server answers nobody: each connection has a thread of its own."""
    return is_alone() and not any(
        "process_request_thread" in thread.name for thread in threading.enumerate()
    )


@pytest.fixture
def context(transactional_db: None, chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport=DESK, locale="fr-FR", reduced_motion="reduce")  # type: ignore[arg-type]
    made.set_default_timeout(PATIENCE_MS)
    faults = watched(made)
    yield made
    made.close()
    # A request that still runs would meet the emptying of the tables in a deadlock.
    wait_until(_is_idle, "the server's last request")
    assert not faults, "\n".join(faults)


@pytest.fixture
def books(transactional_db) -> Books:
    return make_books()


@pytest.fixture
def user(transactional_db):
    return make_accountant(initials="JLC")


@pytest.fixture
def page(context: BrowserContext, live_server, user) -> Page:
    """A page of the accountant, signed in."""
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies(
        [{"name": name, "value": client.cookies[name].value, "url": live_server.url}]
    )
    return context.new_page()


@pytest.fixture
def counter(transactional_db) -> make.Counter:
    return make.make_counter()


@pytest.fixture
def batch(user):
    return make.make_batch(user=user)


@pytest.fixture
def keys(page: Page, live_server, batch) -> Keys:
    page.goto(f"{live_server.url}/guichet/lots/{batch.pk}/")
    expect(page.locator("[data-client]")).to_be_focused()
    return Keys(page)
