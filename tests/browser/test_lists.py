"""A list worked by keyboard alone: filter, select, act, reorder, open, go on, come back."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Faults
from tests.installation import Installation

SignIn = Callable[..., Page]


def columns(page: Page) -> list[str | None]:
    return [each.get_attribute("data-column") for each in page.locator("th[data-column]").all()]


def test_filter_select_and_add_up_without_a_mouse(
    sites: Installation, desk_page: Page, staff_sign_in: SignIn
) -> None:
    page = staff_sign_in(desk_page, "admin")
    page.goto(f"{sites.backoffice}/comptes/")
    page.keyboard.press("F3")
    page.keyboard.type("450")
    expect(page).to_have_url(f"{sites.backoffice}/comptes/?q=450")
    expect(page.locator("#list-q")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    page.keyboard.press("Shift+ArrowDown")
    summary = page.locator("[data-list-summary]")
    expect(summary).to_contain_text("2 lignes sélectionnées · Solde")
    page.keyboard.press("Control+a")
    expect(summary).not_to_contain_text("2 lignes")
    everything = summary.inner_text()
    page.reload()
    expect(summary).to_have_text(everything)


def test_columns_move_by_keyboard_and_stay_moved(
    sites: Installation, desk_page: Page, staff_sign_in: SignIn
) -> None:
    page = staff_sign_in(desk_page, "admin")
    page.goto(f"{sites.backoffice}/comptes/")
    page.locator("#list-sort-label").focus()
    page.keyboard.press("Alt+ArrowLeft")
    expect(page.locator("th[data-column]").nth(1)).to_have_attribute("data-column", "label")
    expect(page.locator("#list-sort-label")).to_be_focused()
    page.reload()
    assert columns(page)[:3] == ["entity", "label", "code"]
    page.locator("[data-open-dialog=list-columns]").click()
    page.locator("[form=list-columns-reset]").click()
    expect(page.locator("th[data-column]").nth(1)).to_have_attribute("data-column", "code")


def test_open_a_record_go_to_the_next_and_come_back(
    sites: Installation, desk_page: Page, staff_sign_in: SignIn
) -> None:
    page = staff_sign_in(desk_page, "admin")
    page.goto(f"{sites.backoffice}/comptes/?q=450&tri=-balance")
    page.locator("[data-list-rows] tr").first.focus()
    page.keyboard.press("Enter")
    first = page.locator(".lsc-page-title").inner_text()
    page.keyboard.press("Alt+ArrowDown")
    expect(page.locator(".lsc-page-title")).not_to_have_text(first)
    page.locator(".lsc-breadcrumbs a").first.click()
    expect(page).to_have_url(f"{sites.backoffice}/comptes/?q=450&tri=-balance")
    expect(page.locator("#list-q")).to_have_value("450")


def test_a_confirmed_action_answers_in_place(
    sites: Installation, desk_page: Page, staff_sign_in: SignIn, faults: Faults
) -> None:
    page = staff_sign_in(desk_page, "admin")
    page.goto(f"{sites.backoffice}/comptes/?q=450&sel=tout")
    expect(page.locator("[data-list-summary]")).to_contain_text("lignes sélectionnées")
    page.get_by_role("button", name="Recalculer le solde").click()
    page.locator("#list-confirm [value=yes]").click()
    expect(page.locator(".lsc-toast")).to_contain_text("sont justes")
    expect(page.locator("#list-q")).to_have_value("450")
    assert not faults


@pytest.mark.parametrize("button", ["Quittances", "Coupons de paiement"])
def test_an_action_that_asks_takes_the_place_of_the_list(
    sites: Installation, desk_page: Page, staff_sign_in: SignIn, button: str
) -> None:
    page = staff_sign_in(desk_page, "admin")
    page.goto(f"{sites.backoffice}/comptes/?q=450&sel=tout")
    page.locator("[data-list-bar]").get_by_role("button", name=button).click()
    expect(page.locator("[data-list]")).to_have_count(0)
    expect(page.locator(".lsc-page-title")).to_have_count(1)


def test_on_a_phone_rows_are_cards(
    sites: Installation, phone_page: Page, staff_sign_in: SignIn
) -> None:
    page = staff_sign_in(phone_page, "admin")
    page.goto(f"{sites.backoffice}/comptes/")
    row = page.locator("[data-list-rows] tr").first.bounding_box()
    assert row
    assert row["width"] <= 390
    assert row["height"] > 100
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
