"""No money is received on a day that has not come, by whatever door it comes in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from core.text.errors import BusinessError
from receipts.draft.errors import ReceiptsRefusedError
from receipts.draft.models import DraftReceipt
from receipts.draft.services.draft_receipts import draft_receipts
from receipts.draft.services.key_receipt import key_receipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from tests.receipts.factories import (
    DAY,
    Books,
    make_accountant,
    make_books,
    make_receipt,
    new_receipt,
)

pytestmark = pytest.mark.django_db
EVE = DAY - timedelta(days=1)


@pytest.fixture
def books() -> Books:
    return make_books()


@pytest.mark.parametrize("channel", ["transfer", "kiosk", "cheque", "cash", "card_terminal", "tip"])
def test_nothing_of_tomorrow_enters_the_draft(books: Books, channel: str) -> None:
    row = new_receipt(books=books, channel=channel)
    with pytest.raises(BusinessError) as refusal:
        draft_receipts([row], acting_user=None, today=EVE)
    assert "20/11/2026" in refusal.value.problems[0]
    assert not DraftReceipt.objects.exists()
    assert draft_receipts([row], acting_user=None, today=DAY).ids


def test_a_line_keyed_by_hand_is_of_today_at_most(books: Books) -> None:
    fields: dict[str, Any] = {
        "acting_user": make_accountant(),
        "form_id": uuid4(),
        "channel_code": "transfer",
        "account": books.account,
        "amount": new_receipt(books=books).amount,
        "movement_date": DAY,
        "label": "Virement",
    }
    with pytest.raises(BusinessError):
        key_receipt(**fields, today=EVE)
    assert key_receipt(**fields, today=DAY).movement_date == DAY


def test_the_form_says_so_beside_the_date(books: Books, client: Client) -> None:
    client.force_login(make_accountant())
    tomorrow = timezone.localdate() + timedelta(days=1)
    answer = client.post(
        "/brouillard/nouvelle-ligne/",
        {
            "form_id": str(uuid4()),
            "channel": "transfer",
            "account": "S001/450PIERREP",
            "amount": "65,63",
            "movement_date": f"{tomorrow:%Y-%m-%d}",
        },
    )
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["movement_date"]


def test_a_line_is_not_prepared_for_tomorrow(books: Books) -> None:
    row, user = make_receipt(books=books), make_accountant()
    with pytest.raises(ReceiptsRefusedError):
        prepare_receipts([row.pk], acting_user=user, entry_date=date(2026, 11, 21), today=DAY)
    assert prepare_receipts([row.pk], acting_user=user, entry_date=DAY, today=DAY).count == 1


def test_a_line_of_tomorrow_that_lies_there_already_is_neither_prepared_nor_posted(books) -> None:
    """As versions before this rule left them."""
    row, user = make_receipt(books=books), make_accountant()
    with pytest.raises(ReceiptsRefusedError):
        prepare_receipts([row.pk], acting_user=user, today=EVE)
    prepare_receipts([row.pk], acting_user=user, today=DAY)
    with pytest.raises(ReceiptsRefusedError):
        post_prepared(acting_user=user, ids=[row.pk], today=EVE)
    assert post_prepared(acting_user=user, ids=[row.pk], today=DAY).count == 1


def test_an_earlier_accounting_date_does_not_let_a_movement_of_tomorrow_through(books) -> None:
    row, user = make_receipt(books=books), make_accountant()
    with pytest.raises(ReceiptsRefusedError):
        prepare_receipts([row.pk], acting_user=user, entry_date=EVE, today=EVE)
