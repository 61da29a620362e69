"""Signing in again, without losing the page that one was on."""

from __future__ import annotations

from playwright.sync_api import Page, expect

PASSWORD = "Saurupt-54000-guichet"


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
    tab: Page = opened.value
    sign_in(tab, username)
    expect(tab.get_by_role("heading", name="Vous êtes identifié")).to_be_visible()
    return tab
