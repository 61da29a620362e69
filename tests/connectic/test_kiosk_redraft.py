"""A kiosk's payment put back into the draft is still paid as it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from connectic.formats.grammar import Means
from core.files.services.exchange import consume
from receipts.draft.channels import CHANNELS
from receipts.draft.models import DraftReceipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from tests.connectic.factories import RIGHTS, archived, content_of, make_lobby, payment, yesterday
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def test_330_euros_in_cash_stay_cash_in_the_till_s_journal(tmp_path: Path) -> None:
    make_lobby(tmp_path)
    marie = make_staff(rights=[*RIGHTS, "ledger_books.reverse_entry"])
    consume(
        archived(content_of([payment(1, "330.00", means=Means.CASH, card_ticket="T7")])),
        acting_user=None,
    )
    line = DraftReceipt.objects.get()
    prepare_receipts([line.pk], acting_user=marie)
    post_prepared(acting_user=marie, ids=[line.pk])
    reverse_receipt(
        line.pk,
        acting_user=marie,
        reason="Autre compte",
        entry_date=yesterday().date(),
        draft_again=True,
    )
    again = DraftReceipt.objects.get(status="pending")
    assert again.journal is not None
    assert again.journal.code == "CA"
    assert CHANNELS.get("kiosk").in_cash([again]) == {again.pk}
    assert again.raw_data == {**line.raw_data, "reversed_receipt": line.pk}
