"""Prometheus counts receipts by channel: those that are there once all is committed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction

from core.house import metrics
from receipts.draft.services.draft_receipts import NewReceipt, draft_receipts

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 26)


@pytest.fixture
def counted(monkeypatch) -> list[tuple[str, str, float]]:
    found: list[tuple[str, str, float]] = []

    def add(_figure: object, *values: str, amount: float = 1) -> None:
        found.append((values[0], values[1], amount))

    monkeypatch.setattr(metrics.Count, "add", add)
    return found


def receipt(key: str) -> NewReceipt:
    return NewReceipt(
        channel="other", source_key=key, movement_date=TODAY, label="Loyer",
        amount=Decimal("10.00"), unassigned_reason="inconnu",
    )  # fmt: skip


def draft(*keys: str) -> None:
    draft_receipts([receipt(key) for key in keys], acting_user=None, today=TODAY)


def test_new_ones_only(counted, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        draft("1", "2")
        draft("2", "3")
    assert counted == [("other", "draft", 2), ("other", "draft", 1)]


def draft_in_vain() -> None:
    with transaction.atomic():
        draft("1")
        raise ZeroDivisionError


def test_none_that_was_taken_back(counted, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(ZeroDivisionError):
        draft_in_vain()
    assert counted == []
