"""Balance, grand livre and journals tell the same figures, on screen and in files."""

import csv
import io
from datetime import date

import pytest
from django.test import Client

from core.screens.exports import csv_lines
from ledger.books.models import Entity
from ledger.reports.selectors import ledger_lines as lines
from ledger.reports.selectors.filters import ReportFilter
from ledger.reports.selectors.trial_balance import COLUMNS, trial_balance
from tests.factories import euros, make_staff
from tests.ledger.factories import two_years

pytestmark = pytest.mark.django_db


def year_2026(entity: Entity, **changes: object) -> ReportFilter:
    return ReportFilter(entity, date(2026, 1, 1), date(2026, 12, 31), **changes)  # type: ignore[arg-type]


def test_the_trial_balance_carries_the_past_forward() -> None:
    balance = trial_balance(year_2026(two_years().entity))
    assert [row.cells() for row in balance.rows] == [
        ["411ALOXECO", "ALOXE Corton", *map(euros, ("0", "0", "0,37", "0", "0,37"))],
        ["450PIERREP", "Pierre PROPRIETAIRE", *map(euros, ("-100", "0", "65,63", "0", "165,63"))],
        ["512000", "Compte courant", *map(euros, ("100", "66", "0", "166", "0"))],
    ]
    assert balance.totals == [*map(euros, ("0", "66", "66", "166", "166"))]
    assert balance.balances


def test_the_general_ledger_runs_from_the_opening_balance() -> None:
    groups = list(lines.ledger_groups(year_2026(two_years().entity, account_from="450")))
    assert [(g.code, g.opening, g.debit, g.credit, g.closing) for g in groups] == [
        ("450PIERREP", euros("-100"), euros("0"), euros("65,63"), euros("-165,63")),
        ("512000", euros("100"), euros("66"), euros("0"), euros("166")),
    ]
    assert [line.balance for line in groups[1].lines] == [euros("165,63"), euros("166")]


def test_an_account_that_did_not_move_keeps_its_opening_balance() -> None:
    books = two_years()
    wanted = ReportFilter(books.entity, date(2026, 6, 1), date(2026, 6, 30))
    assert [(g.code, g.closing) for g in lines.ledger_groups(wanted)] == [
        ("411ALOXECO", euros("-0,37")),
        ("450PIERREP", euros("-165,63")),
        ("512000", euros("166")),
    ]


def test_the_three_reports_agree() -> None:
    wanted = year_2026(two_years().entity)
    balance = trial_balance(wanted)
    count, debit, credit = lines.totals(wanted)
    ledger, journals = list(lines.ledger_groups(wanted)), list(lines.journal_groups(wanted))
    assert balance.totals[1:3] == [debit, credit]
    for groups in (ledger, journals):
        assert sum(group.debit for group in groups) == debit
        assert sum(group.credit for group in groups) == credit
        assert sum(len(group.lines) for group in groups) == count == 4
    assert {g.code: g.closing for g in ledger} == {r.code: r.closing for r in balance.rows}


def test_filters_by_accounts_and_journals() -> None:
    entity = two_years().entity
    only_411 = trial_balance(year_2026(entity, account_from="411", account_to="411"))
    assert [row.code for row in only_411.rows] == ["411ALOXECO"]
    cheques = list(lines.journal_groups(year_2026(entity, journals=("CM",))))
    assert [(g.code, g.label, g.debit) for g in cheques] == [("CM", "Chèques", euros("0,37"))]


def test_the_csv_reads_back() -> None:
    balance = trial_balance(year_2026(two_years().entity))
    text = b"".join(csv_lines((row.cells() for row in balance.rows), COLUMNS)).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert rows[1]["Compte"] == "450PIERREP"
    assert rows[1]["Crédit"] == "65,63"


class TestPages:
    @pytest.fixture
    def browser(self, client: Client) -> Client:
        two_years()
        client.force_login(make_staff())
        return client

    @pytest.mark.parametrize("path", ["/balance/", "/grand-livre/", "/editions/journaux/"])
    def test_the_page_and_its_files(self, browser: Client, path: str) -> None:
        page = browser.get(path)
        assert page.status_code == 200
        assert "65,63" in page.content.decode()
        for kind, start in (("pdf", b"%PDF"), ("xlsx", b"PK"), ("csv", b"\xef\xbb\xbf")):
            answer = browser.get(path, {"format": kind})
            assert answer.status_code == 200
            assert answer.getvalue().startswith(start)

    def test_a_wrong_filter_is_said(self, browser: Client) -> None:
        page = browser.get("/balance/", {"du": "2026-12-31", "au": "2026-01-01"})
        assert "La fin précède le début" in page.content.decode()

    def test_the_fec_is_downloaded_by_whoever_may(self, browser: Client) -> None:
        year = Entity.objects.get().fiscal_years.get(start=date(2026, 1, 1))
        address = f"/exercices/{year.pk}/fec/"
        assert browser.post(address).status_code == 403
        browser.force_login(make_staff(rights=["ledger_books.export_fec"]))
        assert browser.get(address).status_code == 405
        answer = browser.post(address)
        assert answer.headers["Content-Disposition"].endswith('"732829320FEC20261231.txt"')
        assert answer.getvalue().startswith(b"JournalCode\tJournalLib")

    def test_a_refused_fec_says_why(self, browser: Client) -> None:
        entity = Entity.objects.get()
        Entity.objects.update(ordering_party_siret="")
        browser.force_login(make_staff(rights=["ledger_books.export_fec"]))
        year = entity.fiscal_years.get(start=date(2026, 1, 1))
        page = browser.post(f"/exercices/{year.pk}/fec/")
        assert page.status_code == 422
        assert "Complétez la fiche entité" in page.content.decode()
