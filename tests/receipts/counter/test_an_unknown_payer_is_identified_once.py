"""Two people who know who paid, at the same instant: the money goes to one of the two accounts."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from ledger.books.enums import AccountRole
from receipts.draft.models import DraftReceipt, Identification
from receipts.draft.services.identify_receipt import Owner, identify_receipt
from tests import factories
from tests.at_once import refused, together
from tests.receipts.counter import factories as make

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks"),
]


def test_of_four_at_once_one_identifies_it() -> None:
    counter = make.make_counter()
    marie = make.make_cashier(username="marie")
    suspense = factories.make_account(
        entity=counter.entity, code="472000", label="À identifier", role=AccountRole.OTHER
    )
    (cheque,) = make.make_cheques(["65.63"], account=suspense, user=marie)
    make.close(cheque.batch, user=marie)
    make.post(cheque.batch, user=marie)
    receipt = DraftReceipt.objects.get()

    acts = [
        partial(
            identify_receipt,
            receipt.pk,
            Owner(account.pk, receipt.journal_id or 0, make.DAY),
            acting_user=marie,
            today=timezone.localdate(),
        )
        for account in (counter.pierre, counter.simone) * 2
    ]
    assert refused(together(*acts)) == 3
    assert Identification.objects.count() == 1
    assert make.balance(suspense) == "0,00"
    assert sorted([make.balance(counter.pierre), make.balance(counter.simone)]) == [
        "-65,63",
        "0,00",
    ]
