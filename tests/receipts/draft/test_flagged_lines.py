"""A line of the draft shows what is known of who pays."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ledger.people.enums import FlagKind
from ledger.people.services.flag_party import raise_flag
from tests.factories import make_party
from tests.receipts.factories import make_accountant, make_books, make_receipt

pytestmark = pytest.mark.django_db


def test_the_draft_marks_the_lines_of_flagged_parties() -> None:
    books, user = make_books(), make_accountant()
    books.account.party = make_party()
    books.account.save()
    make_receipt(books=books, assigned_to_id=user.pk)
    client = Client()
    client.force_login(user)
    assert "Décédé" not in client.get(reverse("receipts:draft")).content.decode()
    raise_flag(
        party=books.account.party,
        kind=FlagKind.DECEASED,
        since=date(2026, 3, 1),
        note="",
        acting_user=user,
        today=timezone.localdate(),
    )
    assert "Décédé" in client.get(reverse("receipts:draft")).content.decode()
