"""Hands on the keyboard, at the counter’s keying screen."""

from __future__ import annotations

from playwright.sync_api import Page, expect

CMC7 = "4521007<123456789012<987654321098"


class Keys:
    """Hands on the keyboard: counts what a person presses, not what a scanner types."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.pressed = 0

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


def saved(page: Page, count: int) -> None:
    expect(page.locator(".counter-tape")).to_contain_text(f"{count} chèque")
    expect(page.locator("[data-client]")).to_be_focused()
