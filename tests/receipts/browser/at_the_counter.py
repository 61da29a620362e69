"""Hands on the keyboard, at the counter’s keying screen."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from playwright.sync_api import Page, Request, Response, expect

from tests.browser.conftest import PATIENCE_MS

CMC7 = "4521007<123456789012<987654321098"


class Keys:
    """Hands on the keyboard: counts what a person presses, not what a scanner types."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0
        self._in_flight: set[Request] = set()
        page.on("request", self._began)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)

    def _began(self, request: Request) -> None:
        self._in_flight.add(request)

    def _ended(self, request: Request) -> None:
        self._in_flight.discard(request)

    def type(self, text: str) -> None:
        self.pressed += len(text)
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        self.pressed += 1
        self.page.keyboard.press(key)

    def scan(self, text: str) -> None:
        """Readers type fast, and end with Enter."""
        self.page.keyboard.type(text)
        self.page.keyboard.press("Enter")

    @contextmanager
    def kept(self, text: str) -> Iterator[None]:
        """Inside, something is typed. Goes on once the server keeps ``text`` and all is quiet."""

        def has_it(response: Response) -> bool:
            return "/garder/" in response.url and text in (response.request.post_data or "")

        with self.page.expect_response(has_it):
            yield
        until = monotonic() + PATIENCE_MS / 1000
        while self._in_flight:
            assert monotonic() < until, [request.url for request in self._in_flight]
            self.page.wait_for_timeout(20)


def saved(page: Page, count: int) -> None:
    expect(page.locator(".counter-tape")).to_contain_text(f"{count} chèque")
    expect(page.locator("[data-client]")).to_be_focused()
