"""The day of a payment at the kiosk is that of Paris, whatever offset its file writes."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.utils import timezone

from connectic.formats.grammar import Payment, Unreadable
from connectic.formats.payments_file import PaymentsReader
from tests.connectic.payments_file import file_of, line

TODAY = date(2026, 3, 15)


def read(paid_at: str, *, today: date = TODAY) -> Payment | Unreadable:
    content = file_of(line(paid_at=paid_at)).encode()
    (payment,) = PaymentsReader(io.BytesIO(content), today=today)
    return payment


@pytest.mark.parametrize(
    ("paid_at", "day"),
    [
        ("2026-03-14T22:59:59+00:00", date(2026, 3, 14)),
        ("2026-03-14T23:00:00+00:00", date(2026, 3, 15)),
        ("2026-03-15T23:59:59+01:00", date(2026, 3, 15)),
        ("2026-03-15T00:00:00", date(2026, 3, 15)),
        ("2026-03-16T08:00:00+10:00", date(2026, 3, 15)),
    ],
)
def test_a_payment_is_of_its_day_in_paris(paid_at: str, day: date) -> None:
    payment = read(paid_at)
    assert isinstance(payment, Payment)
    assert timezone.localdate(payment.paid_at) == day


@pytest.mark.parametrize(
    "paid_at",
    ["2026-03-15T23:00:00+00:00", "2026-03-16T00:00:00+01:00", "2026-03-16", "9999-12-31T23:59:59"],
)
def test_one_of_tomorrow_in_paris_is_kept_aside(paid_at: str) -> None:
    assert isinstance(read(paid_at), Unreadable)
