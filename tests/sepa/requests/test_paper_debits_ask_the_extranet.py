"""Where the extranet is another installation, a debit at the desk asks it first."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.people.models import User
from core.text.errors import BusinessError
from receipts.counter.models import ItemOutcome
from receipts.counter.services.close_batch import close_batch
from receipts.draft.models import DraftReceipt
from sepa.requests.services.fetching import fetch_requests
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import allow_debits, make_batch, note, owe, signed
from tests.sepa import factories as sepa
from tests.sepa.requests.conftest import KEY, make_pending

pytestmark = pytest.mark.django_db(transaction=True)
OTHER_IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def counter() -> make.Counter:
    counter = make.make_counter()
    allow_debits(counter)
    counter.pierre.published = True
    counter.pierre.save()
    return counter


@pytest.fixture
def user() -> User:
    return make.make_cashier()


def sign_online(*codes: str) -> None:
    house = sepa.make_house(code="S009")
    for code in codes:
        make_pending(house, entity_code="S001", account_code=code)


def bill(counter: make.Counter, user: User) -> ItemOutcome:
    line = owe(counter, "65,63", "2e trim.")
    return note(make_batch(user), line, "bill_again", user, **signed(iban=OTHER_IBAN))


def test_what_waits_there_is_fetched_first(
    extranet: str,
    settings: Any,
    counter: make.Counter,
    user: User,
) -> None:
    settings.SEPA_PLATFORM_URL, settings.SEPA_PLATFORM_KEY = extranet, KEY
    row = bill(counter, user)
    sign_online(counter.simone.code, counter.pierre.code)
    with pytest.raises(BusinessError, match=rf"signé sur l’extranet pour {counter.pierre.code}"):
        make.close(row.batch, user=user)
    assert not DraftReceipt.objects.exists()
    fetch_requests(acting_user=user, now=timezone.now())
    with pytest.raises(BusinessError, match="ferait payer deux fois"):
        close_batch(row.batch_id, acting_user=user)


def test_where_it_does_not_answer_nobody_is_debited(
    settings: Any, counter: make.Counter, user: User
) -> None:
    settings.SEPA_PLATFORM_URL = "http://127.0.0.1:9"
    with pytest.raises(BusinessError, match="relevez d’abord les demandes"):
        bill(counter, user)
    assert not ItemOutcome.objects.exists()
