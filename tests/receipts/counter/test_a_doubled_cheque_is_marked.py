"""The draft marks the lines of a cheque that stands twice, until one of them falls."""

from __future__ import annotations

import pytest

from receipts.counter.models import Cheque
from receipts.draft.channels import CHANNELS
from receipts.draft.models import DraftReceipt
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db


def marked() -> list[int]:
    rows = list(DraftReceipt.objects.order_by("pk"))
    marks = CHANNELS.get("cheque").marks(rows)
    return [pk for pk, its in marks.items() if "En double" in {str(each.text) for each in its}]


def test_both_lines_say_so_and_neither_once_one_is_cancelled() -> None:
    counter, user = make.make_counter(), make.make_cashier()
    batch = make.make_batch(user=user)
    cheques = make.make_cheques(["58", "58", "9"], account=counter.pierre, user=user, batch=batch)
    Cheque.objects.filter(pk__in=[each.pk for each in cheques[:2]]).update(
        number="4521007", drawee_bank="CIC", account_key=""
    )
    make.close(batch, user=user)
    rows = list(DraftReceipt.objects.order_by("pk").values_list("pk", flat=True))
    assert marked() == rows[:2]
    Cheque.objects.filter(pk=cheques[0].pk).update(state="cancelled")
    assert marked() == []
