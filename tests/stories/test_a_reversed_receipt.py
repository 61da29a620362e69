"""A cheque comes back unpaid: the entry is reversed, never changed, and may be drafted again."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.text.errors import BusinessError
from ledger.books.models import Entry
from ledger.books.services import chain
from ledger.books.services.reverse_entry import reverse_entry
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from tests.factories import make_staff
from tests.stories.office import (
    RIGHTS,
    balance,
    books_of,
    open_account,
    open_books,
    owe,
    receive,
    told,
)

pytestmark = pytest.mark.django_db


def test_a_cheque_is_posted_then_reversed_then_paid_by_transfer() -> None:
    marie = make_staff(username="marie", rights=RIGHTS)
    gilbert = open_books("S001", "Syndicat Gilbert", year=2026)
    simone = open_account(gilbert, "450HUMBERT", "Simone", "HUMBERT")
    owe(
        simone, "530,40", label="Appel de fonds 4e trimestre 2026", on=date(2026, 10, 1),
        acting_user=marie,
    )  # fmt: skip
    assert balance(simone) == "530,40"

    # 8 October: Simone's cheque is keyed, prepared and posted. Nothing is in the books before.
    cheque = receive(
        "cheque", simone, "530,40", on=date(2026, 10, 8), reference="CHQ 4521", owner=marie
    )
    cheque.voucher = "B12"
    cheque.save()
    prepare_receipts([cheque.pk], acting_user=marie)
    assert balance(simone) == "530,40"
    post_prepared(acting_user=marie)
    assert balance(simone) == "0,00"

    # 20 October: the bank returns it. The mirror entry takes the same accounts, the other way.
    posted = Entry.objects.get(journal__code="CM")
    reverse_entry(
        entry=posted,
        acting_user=marie,
        date=date(2026, 10, 20),
        reason="Chèque impayé",
        today=timezone.localdate(),
    )
    assert balance(simone) == "530,40"

    # It can be reversed once only, and nobody can change what is posted.
    with pytest.raises(BusinessError, match="déjà contre-passée"):
        reverse_entry(
            entry=posted,
            acting_user=marie,
            date=date(2026, 10, 21),
            reason="Encore",
            today=timezone.localdate(),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Entry.objects.filter(pk=posted.pk).update(label="Autre chose")

    # 3 November: Simone pays by transfer.
    transfer = receive(
        "transfer", simone, "530,40", on=date(2026, 11, 3), reference="VIR 88", owner=marie
    )
    prepare_receipts([transfer.pk], acting_user=marie)
    post_prepared(acting_user=marie)
    assert balance(simone) == "0,00"

    assert books_of(gilbert) == told("""
        AF 1 01/10/2026 Appel de fonds 4e trimestre 2026
          450HUMBERT      530,40
          701000                      530,40
        CM 1 08/10/2026 B12 Règlement Simone HUMBERT
          511200          530,40
          450HUMBERT                  530,40
        CM 2 20/10/2026 B12 Contre-passation : Règlement Simone HUMBERT
          511200                      530,40
          450HUMBERT      530,40
        BQ 1 03/11/2026 Règlement Simone HUMBERT
          512000          530,40
          450HUMBERT                  530,40
    """)
    for journal in gilbert.journals.all():
        assert chain.verify(journal, gilbert.fiscal_years.get()) is None
