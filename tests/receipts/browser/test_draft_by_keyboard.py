"""An accountant's day on the draft, without a mouse; and nothing typed is ever lost."""

from __future__ import annotations

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from ledger.books.models import Entry
from receipts.draft.models import DraftReceipt
from tests import factories
from tests.receipts.factories import make_receipt, make_receipts


def open_draft(page: Page, live_server) -> None:
    page.goto(f"{live_server.url}/brouillard/?qui=tous")
    expect(page.locator("[data-channel-tab]").first).to_be_visible()


def to_cell(page: Page, cell: str) -> None:
    """From the filter into the grid, then by Tab to the first cell of that column."""
    page.locator("#draft-q").focus()
    page.keyboard.press("ArrowDown")
    for _ in range(6):
        if page.evaluate("document.activeElement.dataset.cell") == cell:
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no cell {cell}")


def test_from_the_first_key_to_the_books(page, live_server, books) -> None:
    make_receipts(["10,00", "20,00"], books=books)
    open_draft(page, live_server)
    to_cell(page, "voucher")
    page.keyboard.type("R1")
    page.keyboard.press("Enter")
    page.keyboard.type("R2")
    page.keyboard.press("Enter")
    expect(page.locator("td.c-piece").nth(1)).to_have_text("R2")
    expect(page.locator(".is-saving")).to_have_count(0)
    page.keyboard.press("Space")
    page.keyboard.press("Shift+ArrowUp")
    expect(page.locator("[data-list-summary]")).to_contain_text("2 lignes sélectionnées · 30,00")
    assert "sel=" in page.url
    page.keyboard.press("F8")
    expect(page.locator("#draft-band")).to_contain_text("2 lignes préparées")
    expect(page.locator(".lsc-toast")).to_contain_text("rien n’est encore en comptabilité")
    assert not Entry.objects.exists()
    page.keyboard.press("F9")
    expect(page.locator("#draft-dialog")).to_contain_text("2 écritures validées")
    assert sorted(Entry.objects.values_list("voucher", flat=True)) == ["R1", "R2"]


def test_escape_gives_the_value_back_and_enter_opens_the_drawer(page, live_server, books) -> None:
    make_receipt(books=books, voucher="AVANT")
    open_draft(page, live_server)
    to_cell(page, "voucher")
    page.keyboard.type("zzz")
    page.keyboard.press("Escape")
    expect(page.locator("td.c-piece")).to_have_text("AVANT")
    page.keyboard.press("Enter")
    expect(page.locator("#draft-drawer")).to_contain_text("Vie du règlement")
    page.keyboard.press("Escape")
    expect(page.locator("#draft-drawer")).to_be_hidden()
    expect(page.locator("td[data-cell=voucher]")).to_be_focused()
    assert DraftReceipt.objects.get().voucher == "AVANT"


def test_a_journal_completes_itself(page, live_server, books) -> None:
    factories.make_journal(entity=books.entity, code="RAC")
    receipt = make_receipt(books=books)
    open_draft(page, live_server)
    to_cell(page, "journal")
    page.keyboard.type("r")
    expect(page.locator(".draft-input")).to_have_value("RAC")
    page.keyboard.press("Tab")
    expect(page.locator("td.c-journal")).to_have_text("RAC")
    expect(page.locator("td.is-saving")).to_have_count(0)
    receipt.refresh_from_db()
    assert receipt.journal is not None
    assert receipt.journal.code == "RAC"


def test_a_colleague_was_faster(page, live_server, books) -> None:
    receipt = make_receipt(books=books)
    open_draft(page, live_server)
    DraftReceipt.objects.update(voucher="COLLÈGUE")
    to_cell(page, "voucher")
    page.keyboard.type("MOI")
    page.keyboard.press("Enter")
    cell = page.locator("td.c-piece")
    expect(cell).to_have_class("draft-code c-piece is-waiting")
    expect(page.locator(".lsc-toast")).to_contain_text("« COLLÈGUE »")
    expect(cell).to_contain_text("MOI")
    receipt.refresh_from_db()
    assert receipt.voucher == "COLLÈGUE"
    # Seen and insisted upon, it is written.
    page.locator("[data-retry]").click()
    expect(cell).to_have_text("MOI")
    expect(page.locator(".is-waiting, .is-saving")).to_have_count(0)
    receipt.refresh_from_db()
    assert receipt.voucher == "MOI"


def test_what_is_typed_without_a_network_is_kept_and_sent_later(
    page, context, live_server, books
) -> None:
    receipt = make_receipt(books=books)
    open_draft(page, live_server)
    context.set_offline(True)
    to_cell(page, "voucher")
    page.keyboard.type("TUNNEL")
    page.keyboard.press("Enter")
    expect(page.locator("td.c-piece.is-waiting")).to_contain_text("TUNNEL")
    context.set_offline(False)
    expect(page.locator("td.c-piece.is-waiting")).to_have_count(0)
    expect(page.locator("td.c-piece.is-saving")).to_have_count(0)
    receipt.refresh_from_db()
    assert receipt.voucher == "TUNNEL"


def test_what_is_typed_after_the_session_ended_is_kept(page, live_server, books) -> None:
    make_receipt(books=books)
    open_draft(page, live_server)
    page.wait_for_load_state("networkidle")
    Session.objects.all().delete()
    to_cell(page, "voucher")
    page.keyboard.type("GARDÉ")
    page.keyboard.press("Enter")
    expect(page.locator("#expired-dialog")).to_be_visible()
    expect(page.locator("td.c-piece.is-waiting")).to_contain_text("GARDÉ")


def test_leaving_asks_what_to_do_with_what_is_prepared(page, live_server, books) -> None:
    make_receipt(books=books)
    open_draft(page, live_server)
    page.locator("#draft-q").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("F8")
    expect(page.locator("#draft-band")).to_contain_text("1 ligne préparée")
    home = page.locator("nav.lsc-menu a[href='/']")
    home.click()
    dialog = page.locator("#draft-leave")
    expect(dialog).to_contain_text("pas encore en comptabilité")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    home.click()
    dialog.locator("[data-leave=post]").click()
    page.wait_for_url(f"{live_server.url}/")
    assert Entry.objects.count() == 1


def test_the_filter_keeps_the_focus_and_the_url_and_back_comes_back(
    page, live_server, books
) -> None:
    make_receipt(books=books, label="Virement DUPONT")
    make_receipt(books=books, label="Virement MARTIN")
    open_draft(page, live_server)
    page.locator("#draft-q").focus()
    page.keyboard.type("dupont")
    expect(page.locator("[data-list-rows] tr")).to_have_count(1)
    expect(page.locator("#draft-q")).to_be_focused()
    expect(page).to_have_url(re.compile("q=dupont"))
    page.reload()
    expect(page.locator("[data-list-rows] tr")).to_have_count(1)
    page.locator("[data-channel-tab=cheque]").click()
    expect(page.locator(".lsc-empty-title")).to_be_visible()
    page.go_back()
    expect(page.locator("[data-list-rows] tr")).to_have_count(1)


def test_a_double_click_on_validate_writes_once(page, live_server, books) -> None:
    make_receipt(books=books)
    open_draft(page, live_server)
    page.locator("#draft-q").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("F8")
    page.locator("#draft-band .btn-primary").dblclick()
    expect(page.locator("#draft-dialog")).to_contain_text("1 écriture validée")
    assert Entry.objects.count() == 1


def test_a_link_to_a_channel_shows_its_tab(page, live_server, books) -> None:
    make_receipt(books=books)
    page.goto(f"{live_server.url}/brouillard/?canal=transfer&qui=tous")
    expect(page.locator("[data-channel-tab][aria-current=page]")).to_have_text(re.compile("Virem"))


def test_the_grid_has_the_focus_on_arrival(page, live_server, books) -> None:
    make_receipts(["10,00", "20,00"], books=books)
    page.goto(f"{live_server.url}/brouillard/?qui=tous")
    expect(page.locator("[data-list-rows] td").nth(2)).to_be_focused()
    page.keyboard.press("Space")
    expect(page.locator("[data-list-summary]")).to_contain_text("1 ligne sélectionnée")


def test_journals_are_listed_while_one_types_and_a_refused_cell_keeps_the_focus(
    page, live_server, books
) -> None:
    factories.make_journal(entity=books.entity, code="RAC", label="Remises")
    make_receipts(["10,00", "20,00"], books=books)
    open_draft(page, live_server)
    to_cell(page, "journal")
    page.keyboard.type("z")
    page.keyboard.press("Backspace")
    expect(page.locator(".draft-journals li")).to_contain_text(["BQ", "RAC Remises"])
    page.keyboard.type("ZZZ")
    page.keyboard.press("Enter")
    refused = page.locator("td.is-waiting")
    expect(refused).to_have_count(1)
    expect(refused).to_be_focused()


def test_a_greyed_key_says_why_and_the_help_opens_while_one_types(page, live_server, books) -> None:
    make_receipts(["10,00"], books=books)
    open_draft(page, live_server)
    page.keyboard.press("F8")
    expect(page.locator(".lsc-toast")).to_contain_text("Sélectionnez d’abord une ligne")
    to_cell(page, "voucher")
    page.keyboard.type("R")
    page.keyboard.press("F1")
    expect(page.locator("#keys-dialog")).to_be_visible()
    expect(page.locator("#keys-list")).to_contain_text("Maj+Suppr")
    expect(page.locator("#keys-list")).not_to_contain_text("Delete")


def test_the_state_is_read_and_the_actions_stand_in_one_row(page, live_server, books) -> None:
    # Twice for one client: the longest mark there is, beside the longest words of a kiosk.
    books.account.label = "Nadia et Éric JACQUOT-DUPLESSIS"
    books.account.save()
    make_receipts(
        ["1200,00", "480,00"],
        books=books,
        movement_reference="HALL-1/FF28AF627CFE4A46",
        label="Règlement Nadia et Éric JACQUOT-DUPLESSIS",
        voucher="CH7730012",
    )
    page.set_viewport_size({"width": 1440, "height": 900})
    open_draft(page, live_server)
    shown = (".draft-paper .lsc-list-scroll", "td.c-solde", "td.c-etat", "#draft-bar")
    frame, balance, state, bar, post = (
        page.locator(each).last.bounding_box() or {} for each in (*shown, "#draft-bar .btn-primary")
    )
    assert state["x"] + state["width"] <= frame["x"] + frame["width"] + 1
    assert balance["x"] + balance["width"] <= state["x"] + 1
    assert post["x"] + post["width"] <= bar["x"] + bar["width"]
    tops = page.locator(".draft-actions .btn").evaluate_all(
        "all => [...new Set(all.map(one => Math.round(one.getBoundingClientRect().top)))]"
    )
    assert len(tops) == 1
