"""A refusal for want of an open year offers another date, whatever language the user reads."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from tests.receipts.factories import make_accountant, make_books, make_receipt

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(("day", "offered"), [(date(2019, 5, 4), True), (None, False)])
def test_another_date_is_offered_only_where_the_year_is_missing(
    client, language: str, day: date | None, offered: bool
) -> None:
    client.force_login(make_accountant())
    books = make_books()
    fault = {"movement_date": day} if day else {"account_id": None, "unassigned_reason": "?"}
    receipt = make_receipt(books=books, **fault)
    answer = client.post(
        reverse("receipts:prepare"),
        {"sel": receipt.pk},
        headers={"HX-Request": "true", "Accept-Language": language},
    )
    assert answer.status_code == 422
    assert ('name="entry_date"' in answer.content.decode()) is offered
