"""What the slips say, read back from their PDFs."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db


def words(client: Client, name: str, *args: int) -> str:
    response = client.get(reverse(f"receipts:{name}", args=args))
    pages = PdfReader(BytesIO(response.content)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_bank_reads_account_count_cheques_and_running_total(client: Client) -> None:
    counter, user = make.make_counter(), make.make_cashier()
    (first, second) = make.make_cheques(["65,63", "530,40"], account=counter.pierre, user=user)
    make.close(first.batch, user=user)
    make.post(first.batch, user=user)
    slip = make.deposit(counter, user=user)
    client.force_login(user)
    text = words(client, "deposit_pdf", slip.pk)
    for said in ("FR76 3000 6000", first.number, second.number, "Crédit Agricole", "596,03"):
        assert said in text
    bundle = words(client, "deposit_bundle", slip.pk, counter.building.pk)
    for said in ("Bordereau de saisie", "Exemplaire client", counter.building.name, first.number):
        assert said in bundle
    assert counter.building.name in words(client, "batch_slip", first.batch_id)
