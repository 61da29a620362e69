"""An installation that only carries the extranet of another leaves its requests to that one."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from core.jobs.services import schedule
from core.text.errors import BusinessError
from extranet.publication.models import PublishedAccount
from extranet.publication.services.publishing import publish
from receipts.draft.models import DraftReceipt
from sepa.requests.models import OneOffRequest
from sepa.requests.services.fetching import fetch_requests
from tests.extranet import factories as clients
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def front(settings: Any) -> None:
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = ["a-key"]
    settings.SEPA_PLATFORM_URL = ""


def test_its_night_takes_no_request(front: None) -> None:
    house = make.make_house()
    make.make_pending(house)
    assert "une autre installation" in schedule.get("sepa.fetch").run()
    with pytest.raises(BusinessError, match="porte l’extranet d’une autre"):
        fetch_requests(acting_user=house.accountant, now=timezone.now())
    assert OneOffRequest.objects.get().state == "pending"
    assert not DraftReceipt.objects.exists()


def test_its_night_hides_no_account(settings: Any) -> None:
    books = clients.make_books()
    clients.published(books)
    books.account.published = False
    books.account.save()
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = ["a-key"]
    assert "une autre installation" in schedule.get("extranet.publish").run()
    with pytest.raises(BusinessError, match="porte l’extranet d’une autre"):
        publish(acting_user=None, now=timezone.now())
    assert PublishedAccount.objects.exists()
