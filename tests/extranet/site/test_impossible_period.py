"""A period that ends before it starts has no paper: the PDF is refused as the page is."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests import factories
from tests.extranet.factories import (
    make_access,
    make_books,
    on_the_extranet,
    post,
    published,
    signed_in,
)

pytestmark = pytest.mark.django_db


def test_the_clients_statement() -> None:
    books = make_books()
    post(books, debit="65,63")
    shown = published(books)
    with on_the_extranet():
        client = signed_in(make_access(party=books.party))
        query = "du=2026-12-31&au=2026-01-01"
        answer = client.get(f"/comptes/{shown.pk}/releve.pdf?{query}", follow=True)
    assert answer.redirect_chain[0][0] == f"/comptes/{shown.pk}/?{query}"
    assert "La fin de la période est avant son début" in answer.content.decode()


@pytest.mark.parametrize("file", ["pdf", "xlsx", "csv"])
def test_the_offices_statement_and_its_files(client, file: str) -> None:
    account = factories.make_account(entity=factories.make_entity())
    factories.make_fiscal_year(entity=account.entity)
    client.force_login(factories.make_staff(is_superuser=True))
    query = {"start": "2026-12-31", "end": "2026-01-01"}
    if file == "pdf":
        url = reverse("ledger:account_statement", args=[account.pk])
    else:
        url, query = reverse("ledger:account_lines", args=[account.pk]), query | {"format": file}
    answer = client.get(url, query, follow=True)
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "data-errors" in answer.content.decode()
