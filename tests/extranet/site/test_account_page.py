"""What a client reads: a balance in words, then figures, then the lines between two dates."""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from extranet.publication.models import ExtranetSettings
from extranet.site.selectors import access_of, account_of, position_of, statement_of
from tests.extranet.factories import (
    make_access,
    make_books,
    on_the_extranet,
    post,
    published,
    signed_in,
)
from tests.extranet.pages import text_of
from tests.factories import make_account, make_party

pytestmark = pytest.mark.django_db
LEDGER = re.compile(r'"ledger_\w+"')


@pytest.fixture(autouse=True)
def site() -> Iterator[None]:
    with on_the_extranet():
        yield


def test_a_shared_machine_keeps_nothing() -> None:
    books = make_books()
    account = published(books)
    client = signed_in(make_access(party=books.party))
    for path in ("/", f"/comptes/{account.pk}/", f"/comptes/{account.pk}/releve.pdf"):
        assert "no-store" in client.get(path).headers["Cache-Control"]


@pytest.mark.parametrize(
    ("debit", "credit", "words"),
    [
        ("65,63", "0", "Vous devez 65,63 €"),
        ("65,63", "65,63", "Vous êtes à jour"),
        ("65,63", "77,63", "Vous avez 12,00 € d’avance"),
    ],
)
def test_the_home_page_says_where_one_stands(debit: str, credit: str, words: str) -> None:
    books = make_books()
    post(books, debit=debit)
    if credit != "0":
        post(books, credit=credit)
    published(books)
    page = signed_in(make_access(party=books.party)).get("/")
    assert words in text_of(page.content)


@pytest.mark.parametrize(
    ("sense", "figure"), [("credit_debit", "Solde −65,63 €"), ("debit_credit", "Solde 65,63 €")]
)
def test_figures_follow_the_sense_that_the_agency_chose(sense: str, figure: str) -> None:
    ExtranetSettings.objects.create(pk=1, balance_sense=sense)
    books = make_books()
    post(books, debit="65,63")
    shown = published(books)
    client = signed_in(make_access(party=books.party))
    assert figure in text_of(client.get("/").content)
    assert figure in text_of(client.get(f"/comptes/{shown.pk}/").content)


def test_lines_run_from_what_was_carried_forward_to_the_end_of_the_period() -> None:
    books = make_books()
    post(books, debit="100,00", day=date(2026, 1, 10))
    post(books, debit="65,63", day=date(2026, 4, 1), label="Appel 2e trimestre")
    post(books, credit="40,00", day=date(2026, 4, 20), label="Chèque")
    post(books, debit="10,00", day=date(2026, 7, 1))
    shown = published(books)
    access = access_of(make_access(party=books.party))
    assert access
    start, end = date(2026, 4, 1), date(2026, 6, 30)
    account = account_of(access, shown.pk, start=start)
    position = position_of(account, [], access, today=date(2026, 7, 1))
    statement = statement_of(position, start=start, end=end)
    assert statement.opening == Decimal("-100.00")
    assert [line.running for line in statement.lines] == [Decimal("-165.63"), Decimal("-125.63")]
    assert statement.closing == Decimal("-125.63")
    assert (statement.debit, statement.credit) == (Decimal("65.63"), Decimal("40.00"))


def test_the_page_shows_the_period_asked_for() -> None:
    books = make_books()
    post(books, debit="65,63", day=date(2026, 4, 1), label="Appel 2e trimestre")
    shown = published(books)
    client = signed_in(make_access(party=books.party))
    asked = client.get(f"/comptes/{shown.pk}/", {"du": "2026-01-01", "au": "2026-12-31"})
    assert "Appel 2e trimestre" in text_of(asked.content)
    before = client.get(f"/comptes/{shown.pk}/", {"du": "2025-01-01", "au": "2025-12-31"})
    assert "Aucune écriture entre ces deux dates" in text_of(before.content)


@pytest.mark.parametrize("query", [{"du": "hier"}, {"du": "2026-12-31", "au": "2026-01-01"}])
def test_a_period_that_is_none_is_told_and_the_current_year_shown(query: dict[str, str]) -> None:
    books = make_books()
    shown = published(books)
    page = signed_in(make_access(party=books.party)).get(f"/comptes/{shown.pk}/", query)
    assert page.status_code == 200
    assert b"lsc-field-error" in page.content


def test_the_account_page_reads_nothing_of_the_books_in_8_statements_at_most() -> None:
    books = make_books()
    for _turn in range(20):
        post(books, debit="3,00")
    shown = published(books)
    client = signed_in(make_access(party=books.party))
    client.get("/")
    for path in ("/", f"/comptes/{shown.pk}/", f"/comptes/{shown.pk}/payer/"):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        statements = [query["sql"] for query in captured]
        assert len(statements) <= 8, "\n".join(statements)
        assert not [sql for sql in statements if LEDGER.search(sql)]


def test_the_statement_on_paper_reads_nothing_of_the_books_either() -> None:
    books = make_books()
    post(books, debit="65,63")
    shown = published(books)
    client = signed_in(make_access(party=books.party))
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(f"/comptes/{shown.pk}/releve.pdf")
    assert answer.content.startswith(b"%PDF-")
    assert not [query["sql"] for query in captured if LEDGER.search(query["sql"])]


def test_somebody_elses_account_does_not_exist() -> None:
    books = make_books()
    other = make_party(last_name="VOISIN")
    make_account(entity=books.entity, code="450VOISIN", party=other, published=True)
    shown = published(books)
    stranger = signed_in(make_access(party=other, username="voisin"))
    for number in range(shown.pk - 2, shown.pk + 3):
        mine = stranger.get("/").content.count(f"/comptes/{number}/".encode())
        for path in ("", "releve.pdf", "payer/"):
            answer = stranger.get(f"/comptes/{number}/{path}")
            assert (answer.status_code != 404) == bool(mine)


def test_a_client_without_published_account_is_told_what_to_do() -> None:
    page = signed_in(make_access(party=make_party())).get("/")
    assert "Aucun compte n’est publié pour vous" in text_of(page.content)


def test_several_accounts_are_all_on_the_home_page() -> None:
    party = make_party()
    first = make_books(code="S001", party=party)
    second = make_books(code="G001", party=party)
    post(first, debit="10,00")
    post(second, debit="20,00")
    published_text = signed_in(make_access(party=party))
    from extranet.publication.services.publishing import publish

    publish(acting_user=None, now=timezone.now())
    text = text_of(published_text.get("/").content)
    assert "Vous devez 10,00 €" in text
    assert "Vous devez 20,00 €" in text


def test_bank_details_show_unless_hidden() -> None:
    books = make_books()
    shown = published(books)
    client = signed_in(make_access(party=books.party))
    assert "FR76 3000 6000 0112" in text_of(client.get(f"/comptes/{shown.pk}/").content)
    ExtranetSettings.objects.update(hide_bank_details=True)
    published(books)
    assert "FR76" not in text_of(client.get(f"/comptes/{shown.pk}/").content)
