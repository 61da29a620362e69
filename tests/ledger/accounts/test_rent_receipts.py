"""Editing quittances from a tenant's record and from the account list."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from ledger.books.enums import AccountRole
from ledger.books.models import Account
from tests.factories import make_account, make_building, make_lot, make_party, make_staff
from tests.ledger.factories import Books, make_books
from tests.ledger.open_items import owe, pay

pytestmark = pytest.mark.django_db

PERIOD = {"start": "2026-03-01", "end": "2026-03-31"}


@pytest.fixture
def books() -> Books:
    return make_books(code="G001")


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_staff(rights=["ledger_books.issue_rent_receipts"]))
    return client


@pytest.fixture
def tenant(books: Books) -> Account:
    tenant = make_account(
        entity=books.entity,
        code="411ALOXECO",
        role=AccountRole.TENANT,
        party=make_party(last_name="ALOXE", first_name="Colette", street="8 rue Héré"),
    )
    owner = make_account(entity=books.entity, code="467MARTIN", label="Louise MARTIN")
    building = make_building(entity=books.entity, street="8 rue Héré")
    make_lot(building=building, number="12", tenant_account=tenant, owner_account=owner)
    owe(books, "750", label="Loyer mars", account=tenant, day=date(2026, 3, 1))
    pay(books, "750", account=tenant)
    return tenant


def words(content: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    return " ".join(text.replace("\u202f", " ").split())


def test_a_tenant_s_record_leads_to_the_pdf(client: Client, tenant: Account) -> None:
    record = client.get(reverse("ledger:account", args=[tenant.pk])).content.decode()
    address = reverse("ledger:rent_receipt", args=[tenant.pk])
    assert address in record
    assert f'value="{tenant.pk}"' in client.get(address).content.decode()
    answer = client.post(reverse("ledger:rent_receipts_issue"), {**PERIOD, "ids": str(tenant.pk)})
    assert answer["Content-Type"] == "application/pdf"
    text = words(answer.content)
    for expected in ("Quittance de loyer", "Colette ALOXE", "Louise MARTIN", "750,00 €", "mars"):
        assert expected in text


def test_a_co_owner_s_record_offers_none(client: Client, books: Books) -> None:
    record = client.get(reverse("ledger:account", args=[books.client_account.pk]))
    assert "Quittance" not in record.content.decode()


def test_a_selection_of_accounts(client: Client, tenant: Account, books: Books) -> None:
    chosen = f"{tenant.pk},{books.client_account.pk}"
    answer = client.post(reverse("ledger:rent_receipts"), {"sel": chosen, "vue": ""})
    assert "2 comptes" in answer.content.decode()
    refused = client.post(reverse("ledger:rent_receipts_issue"), {**PERIOD, "ids": chosen})
    assert refused.status_code == 422
    assert "pas le compte d’un locataire" in refused.content.decode()


def test_a_period_that_ends_before_it_starts(client: Client, tenant: Account) -> None:
    data = {"start": "2026-03-31", "end": "2026-03-01", "ids": str(tenant.pk)}
    refused = client.post(reverse("ledger:rent_receipts_issue"), data)
    assert refused.status_code == 422
    assert "finit avant de commencer" in refused.content.decode()
