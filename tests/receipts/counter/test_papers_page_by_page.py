"""The papers of a deposit, page by page: what the bank signs, and no sheet for nothing."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db


def pages(client: Client, name: str, *args: int) -> list[str]:
    """The text of each page, its spaces made one."""
    content = client.get(reverse(f"receipts:{name}", args=args)).content
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(content)).pages]


def deposited(client: Client, count: int) -> tuple[make.Counter, int]:
    """A counter, and the number of a slip of so many cheques of 1 €."""
    counter, user = make.make_counter(), make.make_cashier()
    cheques = make.make_cheques(["1,00"] * count, account=counter.pierre, user=user)
    make.close(cheques[0].batch, user=user)
    make.post(cheques[0].batch, user=user)
    client.force_login(user)
    return counter, make.deposit(counter, user=user).pk


def test_the_slip_names_the_bank_and_has_two_places_to_sign(client: Client) -> None:
    _counter, slip = deposited(client, 1)
    (page,) = pages(client, "deposit_pdf", slip)
    assert "CREDIT AGRICOLE SA" in page
    places = ("Le remettant, date et signature", "La banque, date et cachet")
    assert [page.count(place) for place in places] == [1, 1]


def test_the_places_to_sign_come_once_whatever_the_length(client: Client) -> None:
    _counter, slip = deposited(client, 45)
    found = pages(client, "deposit_pdf", slip)
    assert len(found) > 1
    assert ["La banque, date et cachet" in page for page in found] == [False] * (len(found) - 1) + [
        True
    ]


@pytest.mark.parametrize("count", [1, 5, 6, 7, 12, 20])
def test_no_page_of_a_bundle_is_empty(client: Client, count: int) -> None:
    """Its cheques each once, and on every page something besides the frame of the paper."""
    counter, slip = deposited(client, count)
    found = pages(client, "deposit_bundle", slip, counter.building.pk)
    assert " ".join(found).count("Chèque n°") == count
    bare = [page for page in found if "1,00" not in page and "signature" not in page]
    assert not bare
