"""The day of a mandate is that of Paris: what is signed at 0:30 there is of the new day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from receipts.draft.models import DraftReceipt
from sepa.mandates.models import Mandate
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("signed_at", "day"),
    [
        (datetime(2026, 3, 14, 22, 59, 59, tzinfo=UTC), date(2026, 3, 14)),
        (datetime(2026, 3, 14, 23, 0, 0, tzinfo=UTC), date(2026, 3, 15)),
        (datetime(2026, 7, 14, 21, 59, 59, tzinfo=UTC), date(2026, 7, 14)),
        (datetime(2026, 7, 14, 22, 0, 0, tzinfo=UTC), date(2026, 7, 15)),
        (datetime(2025, 12, 31, 23, 0, 0, tzinfo=UTC), date(2026, 1, 1)),
    ],
)
def test_a_signature_is_of_its_day_in_paris(signed_at: datetime, day: date) -> None:
    house = make.make_house()
    make.make_lines(house, signed_at=signed_at)
    assert DraftReceipt.objects.get().movement_date == day
    assert Mandate.objects.get().signed_at == signed_at


def test_where_the_platforms_clock_is_ahead_it_was_signed_today() -> None:
    house = make.make_house()
    make.make_lines(house, signed_at=timezone.now() + timedelta(hours=25))
    assert DraftReceipt.objects.get().movement_date == timezone.localdate()
