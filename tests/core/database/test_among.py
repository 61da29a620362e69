"""« One of these » holds for none, for numbers and for UUIDs, through a foreign key as well."""

from __future__ import annotations

from uuid import uuid4

import pytest

from core.database.lookups import among
from receipts.draft.models import DraftReceipt
from sepa.requests.models import OneOffRequest

pytestmark = pytest.mark.django_db


def test_none_is_among_no_uuid() -> None:
    assert not OneOffRequest.objects.filter(among("uid", [])).exists()
    assert not OneOffRequest.objects.filter(among("uid", [uuid4(), uuid4()])).exists()


def test_none_is_among_no_key() -> None:
    for name in ("pk", "account", "account_id"):
        assert not DraftReceipt.objects.filter(among(name, [])).exists()
        assert not DraftReceipt.objects.filter(among(name, [7, 8])).exists()
