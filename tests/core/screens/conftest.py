"""Sixty accounts on the account list, which is a list like any other."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from core.people.models import User
from ledger.books.models import Account, Entity
from ledger.people.services import person_search_texts as search_texts
from tests.factories import make_account, make_entity, make_staff


@dataclass(frozen=True)
class Screen:
    """The account list as one member of staff sees it."""

    client: Client
    user: User
    entity: Entity
    accounts: list[Account]
    url: str

    def get(self, query: str = "", **headers: Any) -> str:
        response = self.client.get(f"{self.url}{query}", headers=headers)
        assert response.status_code == 200
        return response.content.decode()

    def part(self, query: str = "") -> HttpResponse:
        """The answer to HTMX, which swaps the table only."""
        headers = {"HX-Request": "true", "HX-Target": "list-table"}
        return self.client.get(f"{self.url}{query}", headers=headers)  # type: ignore[return-value]

    def post(self, **data: Any) -> HttpResponse:
        return self.client.post(self.url, data)  # type: ignore[return-value]


@pytest.fixture
def screen(db: None) -> Screen:
    """450C00 owes 0,00 €, 450C01 1,00 €, and so on; the last is 450C59."""
    entity = make_entity()
    accounts = [
        make_account(
            entity=entity,
            code=f"450C{number:02}",
            label="Hélène NOËL" if number == 7 else f"Copropriétaire {number}",
            balance=Decimal(number),
        )
        for number in range(60)
    ]
    search_texts.refresh_all()
    user = make_staff(rights=["ledger_books.edit_records"])
    client = Client()
    client.force_login(user)
    return Screen(client, user, entity, accounts, reverse("ledger:accounts"))
