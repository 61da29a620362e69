"""A report shown by pages tells, page after page, what it tells at once where it is short."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from ledger.books.posting import NewEntry, NewLine, post_entries
from ledger.reports.selectors import ledger_lines as lines
from ledger.reports.selectors import pages
from ledger.reports.selectors.filters import ReportFilter
from ledger.reports.selectors.trial_balance import trial_balance
from tests.factories import euros, make_account, make_fiscal_year, make_journal, make_staff
from tests.ledger.factories import Books, make_books

FIRST = date(2025, 1, 1)
CODES = ("4110A", "4110B", "450C", "450CC", "706", "7060")


def post_all(amounts: list[tuple[int, int, int, int]]) -> Books:
    """Entries of so many cents from one account to another, on the nth day, by either journal."""
    books = make_books()
    make_fiscal_year(entity=books.entity, start=FIRST, end=date(2025, 12, 31))
    journals = [books.journal, make_journal(entity=books.entity, code="AC", label="Achats")]
    accounts = [make_account(entity=books.entity, code=code, label=code) for code in CODES]
    numbers = count(1)
    entries = []
    for cents, pair, day, journal in amounts:
        debit, credit = accounts[pair // len(CODES)], accounts[pair % len(CODES)]
        amount, label = euros(f"{cents / 100:.2f}".replace(".", ",")), f"Mouvement {next(numbers)}"
        entries.append(
            NewEntry(
                entity_id=books.entity.pk,
                journal_id=journals[journal].pk,
                date=FIRST + timedelta(days=day),
                voucher="V",
                label=label,
                lines=[
                    NewLine(debit.pk, amount, euros("0"), label),
                    NewLine(credit.pk, euros("0"), amount, label),
                ],
            )
        )
    post_entries(entries, acting_user=books.user, today=timezone.localdate())
    return books


def all_pages(read, wanted: ReportFilter) -> list:
    """What every page holds, from the first to the last."""
    found, after = [], ""
    while True:
        page = read(wanted, after)
        found += page.items
        if not page.following:
            return found
        assert page.following != after
        after = page.following


class PagesTest(TestCase):
    @settings(max_examples=15)
    @given(
        st.lists(
            st.tuples(
                st.integers(1, 99_999),
                st.integers(0, len(CODES) ** 2 - 1),
                st.integers(0, 600),
                st.integers(0, 1),
            ),
            min_size=1,
            max_size=14,
        ),
        st.sampled_from([(), ("AC",)]),
        st.sampled_from(["", "450"]),
    )
    def test_pages_add_up_to_the_whole(self, amounts, journals, first) -> None:
        books = post_all(amounts)
        wanted = ReportFilter(
            books.entity, date(2025, 7, 1), date(2026, 6, 30), first, "", journals
        )
        with pytest.MonkeyPatch.context() as patch:
            for name, size in (
                ("BALANCE_ACCOUNTS", 2),
                ("LEDGER_ACCOUNTS", 1),
                ("LINES_EACH", 1000),
                ("ENTRIES", 2),
            ):
                patch.setattr(pages, name, size)
            balance = all_pages(pages.balance_page, wanted)
            ledger = all_pages(pages.ledger_page, wanted)
            journal = all_pages(pages.journal_page, wanted)
        whole = trial_balance(wanted)
        assert balance == whole.rows
        assert pages.balance_totals(wanted) == whole.totals
        assert [line for group in ledger for line in group.lines] == list(
            lines.ledger_lines(wanted)
        )
        assert [(group.code, group.opening, group.closing) for group in ledger] == [
            (group.code, group.opening, group.closing) for group in lines.ledger_groups(wanted)
        ]
        assert [line for group in journal for line in group.lines] == list(
            lines.journal_lines(wanted)
        )


@pytest.fixture
def long_books(db, monkeypatch) -> Books:
    for name in ("MOST_LINES", "MOST_ACCOUNTS"):
        monkeypatch.setattr(pages, name, 1)
    monkeypatch.setattr(pages, "LINES_EACH", 1)
    monkeypatch.setattr(pages, "BALANCE_ACCOUNTS", 1)
    monkeypatch.setattr(pages, "LEDGER_ACCOUNTS", 1)
    monkeypatch.setattr(pages, "ENTRIES", 1)
    return post_all([(10_000, 2, 400, 0), (5_000, 2, 401, 0)])


@pytest.mark.parametrize("url", ["/balance/", "/grand-livre/", "/editions/journaux/"])
def test_a_long_report_offers_its_next_page_and_adds_up_afterwards(client, long_books, url) -> None:
    client.force_login(make_staff(rights=["ledger_books.see_ledger"]))
    html = client.get(url, {"entite": "S001"}).content.decode()
    assert "apres=" in html
    assert "part=totals" in html
    assert "format=pdf" not in html
    totals = client.get(url, {"entite": "S001", "part": "totals"}).content.decode()
    assert totals.count(">150,00<") >= 2
    assert "<html" not in totals


def test_a_place_that_is_none_begins_anew(long_books) -> None:
    wanted = ReportFilter(long_books.entity, date(2026, 1, 1), date(2026, 12, 31))
    first = pages.journal_page(wanted, "")
    for place in ("BQ/x/1", "//", "BQ/1", f"BQ/{'9' * 30}/1"):
        assert pages.journal_page(wanted, place) == first


def test_an_account_with_more_lines_leads_to_them(client, long_books) -> None:
    client.force_login(make_staff(rights=["ledger_books.see_ledger"]))
    html = client.get("/grand-livre/", {"entite": "S001"}).content.decode()
    account = long_books.entity.accounts.get(code="4110A")
    assert f"/comptes/{account.pk}/ecritures/?start=2026-01-01&amp;end=2026-12-31" in html
