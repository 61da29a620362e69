"""The lines of an account between two dates, with the balance after each, on screen and paper."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from ledger.books.models import Account
from ledger.books.posting import post_entries
from ledger.people.services import person_search_texts as search_texts
from ledger.reports.selectors.statements import latest_statement, statements_of
from tests.factories import euros, make_account
from tests.ledger.conftest import Office
from tests.ledger.factories import new_receipt


def pdf_text(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def post(office: Office, amount: str, day: date) -> None:
    with transaction.atomic():
        post_entries(
            [new_receipt(office.books, amount, date=day)],
            acting_user=office.books.user,
            today=timezone.localdate(),
        )


def test_what_came_before_is_carried_forward(office: Office) -> None:
    """65,63 € on 15 March, 10,00 € in April, 5,00 € in May: from April on, 65,63 € is carried."""
    post(office, "10,00", date(2026, 4, 10))
    post(office, "5,00", date(2026, 5, 10))
    account = office.books.client_account
    (statement,) = statements_of(
        [account], date(2026, 4, 1), date(2026, 4, 30), today=timezone.localdate()
    )
    assert statement.opening == euros("-65,63")
    assert [line.balance for line in statement.lines] == [euros("-75,63")]
    assert statement.closing == euros("-75,63")
    assert statement.side == "Solde créditeur"


def test_only_the_last_lines_are_shown_and_the_balance_still_holds(office: Office) -> None:
    for day in range(1, 6):
        post(office, "1,00", date(2026, 4, day))
    account = office.books.client_account
    account.refresh_from_db()
    statement = latest_statement(account, date(2026, 1, 1), date(2026, 12, 31), limit=2)
    assert len(statement.lines) == 2
    assert statement.opening == euros("-68,63")
    assert statement.closing == euros("-70,63") == account.balance


def test_the_screen_shows_the_running_balance(office: Office) -> None:
    url = reverse("ledger:account_lines", args=[office.books.client_account.pk])
    text = office.client.get(url).content.decode()
    assert "65,63\u202fC" in text
    assert "BQ 1" in text


def test_a_period_without_entries_says_what_is_carried(office: Office) -> None:
    url = reverse("ledger:account_lines", args=[office.books.client_account.pk])
    text = office.client.get(url, {"start": "2026-06-01", "end": "2026-06-30"}).content.decode()
    assert "Aucune écriture du 01/06/2026 au 30/06/2026" in text
    assert "65,63\u202fC" in text


@pytest.mark.parametrize(
    "dates", [{"start": "2026-12-31", "end": "2026-01-01"}, {"start": "hier", "end": ""}]
)
def test_nonsense_dates_are_named_and_the_year_is_shown(
    office: Office, dates: dict[str, str]
) -> None:
    url = reverse("ledger:account_lines", args=[office.books.client_account.pk])
    response = office.client.get(url, dates)
    assert response.status_code == 200
    assert "lsc-field-error" in response.content.decode() or "alert-danger" in (
        response.content.decode()
    )


def test_a_statement_is_addressed_and_adds_up(office: Office) -> None:
    url = reverse("ledger:account_statement", args=[office.books.client_account.pk])
    response = office.client.get(url)
    assert response.headers["Content-Type"] == "application/pdf"
    text = pdf_text(response.content)
    for expected in (
        "Relevé de compte",
        "450PIERREP",
        "3 rue des Œillets",
        "54000 NANCY",
        "15/03/2026",
        "65,63",
        "Solde créditeur au 31/12/2026",
        "Page 1/1",
    ):
        assert expected in text


def test_the_statements_of_a_selection_are_one_pdf(office: Office) -> None:
    make_account(entity=office.books.entity, code="450ZOE", label="Zoé ÉTÉ")
    search_texts.refresh_all()
    response = office.client.post(
        reverse("ledger:account_statements"), {"sel": "tout", "vue": "q=450"}
    )
    reader = PdfReader(BytesIO(response.content))
    assert len(reader.pages) == 2
    assert "450PIERREP" in reader.pages[0].extract_text()
    assert "450ZOE" in reader.pages[1].extract_text()


def test_a_wrong_balance_is_recomputed_from_the_lines(office: Office) -> None:
    account = office.books.client_account
    url = reverse("ledger:account_recompute_one", args=[account.pk])
    office.client.post(url)
    account.refresh_from_db()
    assert account.balance == euros("-65,63")
    Account.objects.filter(pk=account.pk).update(balance=euros("12,00"))
    office.client.post(url)
    account.refresh_from_db()
    assert account.balance == euros("-65,63")
    history = office.client.get(reverse("ledger:account_history", args=[account.pk]))
    assert "Solde corrigé" in history.content.decode()


def test_statements_cost_the_same_for_one_as_for_many(
    office: Office, django_assert_num_queries: object
) -> None:
    accounts = [
        make_account(entity=office.books.entity, code=f"450X{number}") for number in range(20)
    ]
    with django_assert_num_queries(2):  # type: ignore[operator]
        statements_of(accounts, date(2026, 1, 1), date(2026, 12, 31), today=timezone.localdate())
