"""On SQLite too: fetched once, written into a file, followed to the end."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone

from core.jobs.services import outbox
from sepa.collections.services import generate_collections, mark_sent
from sepa.mandates.models import Mandate
from sepa.requests.models import OneOffRequest
from sepa.requests.services.fetching import fetch_requests
from tests import factories
from tests.sepa import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


def test_a_debit_lives_its_life_on_sqlite(settings: Any, tmp_path: Path) -> None:
    settings.SEPA_FOLDER = tmp_path / "SEPA"
    house = make.make_house()
    lines = make.make_lines(house, 3)
    assert fetch_requests(acting_user=house.accountant, now=timezone.now()).count == 0
    assert {mandate.iban for mandate in Mandate.objects.all()} == {factories.IBAN}
    (collection,) = generate_collections(
        make.ids(lines), acting_user=house.accountant, now=timezone.now()
    )
    mark_sent(collection, acting_user=house.accountant, now=timezone.now())
    outbox.deliver()
    assert collection.transaction_count == 3
    for request in OneOffRequest.objects.all():
        steps = list(request.steps.values_list("state", flat=True))
        assert (request.state, steps) == ("sent", ["fetched", "in_file", "sent"])
