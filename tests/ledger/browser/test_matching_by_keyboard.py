"""The tab « Lettrage » without a mouse: lines chosen, matched, matched by rule, undone."""

from __future__ import annotations

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from ledger.matching.models import Matching
from tests.factories import make_staff
from tests.ledger.factories import Books
from tests.ledger.open_items import letters, owe, pay


@pytest.fixture
def user(transactional_db):
    return make_staff(rights=["ledger_matching.match_lines"], username="anne")


@pytest.fixture
def screen(page: Page, live_server, books: Books) -> Page:
    """Two calls, of 100 € and 65,63 €, and a cheque of 60 €; the first line takes the keyboard."""
    owe(books, "100", date(2026, 1, 1), label="Appel T1")
    owe(books, "65,63", date(2026, 4, 1), label="Appel T2")
    pay(books, "60", date(2026, 4, 2), label="Chèque")
    page.goto(f"{live_server.url}/comptes/{books.client_account.pk}/lettrage/")
    row(page, "Appel T1").focus()
    return page


def row(page: Page, label: str):
    return page.locator("[data-matching] tbody tr", has_text=label)


def bar(page: Page):
    return page.locator("[data-matching-sum]")


def test_lines_are_chosen_with_space_and_matched_in_part(screen: Page, books: Books) -> None:
    keys = screen.keyboard
    keys.press("Space")
    expect(row(screen, "Appel T1").get_by_role("checkbox")).to_be_checked()
    keys.press("ArrowDown")
    expect(row(screen, "Appel T2")).to_be_focused()
    keys.press("End")
    expect(row(screen, "Chèque")).to_be_focused()
    keys.press("Space")
    expect(bar(screen)).to_contain_text("Écart")
    expect(screen.locator("[data-matching-submit]")).to_contain_text("Lettrer en partie")
    keys.press("Control+Enter")
    expect(screen.locator("#toasts")).to_contain_text("Lignes lettrées en partie (a)")
    expect(row(screen, "Appel T1")).to_contain_text("40,00")
    assert sorted(letters(books.client_account).values()) == ["a", "a"]


def test_a_run_of_lines_is_chosen_with_shift_and_given_up(screen: Page) -> None:
    keys = screen.keyboard
    keys.press("Space")
    keys.press("ArrowDown")
    keys.press("Shift+Space")
    expect(screen.locator("[data-matching] tbody input:checked")).to_have_count(2)
    keys.press("Home")
    keys.press("Space")
    expect(row(screen, "Appel T1").get_by_role("checkbox")).not_to_be_checked()


def test_debits_alone_are_refused_and_the_page_stays(screen: Page, books: Books) -> None:
    screen.keyboard.press("Space")
    screen.keyboard.press("Control+Enter")
    expect(screen.locator("#toasts")).not_to_be_empty()
    expect(row(screen, "Appel T1")).to_be_visible()
    assert not Matching.objects.exists()


def test_the_oldest_debt_is_settled_and_the_matching_undone(screen: Page, books: Books) -> None:
    screen.keyboard.press("Alt+l")
    expect(screen.locator("#toasts")).to_contain_text("1 lettrage")
    assert sorted(letters(books.client_account).values()) == ["a", "a"]
    undo = screen.get_by_role("button", name="Délettrer a")
    undo.focus()
    screen.keyboard.press("Enter")
    expect(screen.locator("#toasts")).to_contain_text("de nouveau ouvertes")
    assert letters(books.client_account) == {}
