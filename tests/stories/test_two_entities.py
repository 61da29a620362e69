"""The money of two syndicates never meets (law of 10 July 1965, art. 18)."""

from __future__ import annotations

from datetime import date

import pytest

from core.text.errors import BusinessError
from ledger.books.models import Entry, Journal
from receipts.draft.enums import ReceiptStatus
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


def test_one_morning_two_syndicates_two_sets_of_books() -> None:
    marie = make_staff(username="marie", rights=RIGHTS)
    gilbert = open_books("S001", "Syndicat Gilbert", year=2026)
    carnot = open_books("S002", "Syndicat Carnot", year=2026)
    pierre = open_account(gilbert, "450PIERREP", "Pierre", "PROPRIETAIRE")
    lucie = open_account(carnot, "450FERRYLU", "Lucie", "FERRY")
    owe(pierre, "65,63", label="Solde à payer", on=date(2026, 1, 2), acting_user=marie)
    owe(lucie, "1 204,10", label="Solde à payer", on=date(2026, 1, 2), acting_user=marie)

    # Two transfers arrive the same morning and are posted in one go.
    day = date(2026, 1, 12)
    first = receive("transfer", pierre, "65,63", on=day, reference="VIR 1", owner=marie)
    second = receive("transfer", lucie, "1 204,10", on=day, reference="VIR 2", owner=marie)
    prepare_receipts([first.pk, second.pk], acting_user=marie)
    posted = post_prepared(acting_user=marie)
    assert posted.count == 2

    assert books_of(gilbert) == told("""
        AF 1 02/01/2026 Solde à payer
          450PIERREP       65,63
          701000                       65,63
        BQ 1 12/01/2026 Règlement Pierre PROPRIETAIRE
          512000           65,63
          450PIERREP                   65,63
    """)
    assert books_of(carnot) == told("""
        AF 1 02/01/2026 Solde à payer
          450FERRYLU    1 204,10
          701000                    1 204,10
        BQ 1 12/01/2026 Règlement Lucie FERRY
          512000        1 204,10
          450FERRYLU                1 204,10
    """)
    for entry in Entry.objects.all():
        assert {line.account.entity_id for line in entry.lines.all()} == {entry.entity_id}


def test_a_journal_of_the_other_syndicate_is_refused_and_nothing_is_written() -> None:
    marie = make_staff(username="marie", rights=RIGHTS)
    gilbert = open_books("S001", "Syndicat Gilbert", year=2026)
    carnot = open_books("S002", "Syndicat Carnot", year=2026)
    pierre = open_account(gilbert, "450PIERREP", "Pierre", "PROPRIETAIRE")
    transfer = receive(
        "transfer", pierre, "65,63", on=date(2026, 1, 12), reference="VIR 1", owner=marie
    )
    transfer.journal = Journal.objects.get(entity=carnot, code="BQ")
    transfer.save()

    with pytest.raises(BusinessError):
        prepare_receipts([transfer.pk], acting_user=marie)

    transfer.refresh_from_db()
    assert transfer.status == ReceiptStatus.PENDING
    assert books_of(gilbert) == books_of(carnot) == ""
    assert balance(pierre) == "0,00"
