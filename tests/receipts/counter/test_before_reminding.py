"""Who reminds a client reads first what the desk knows: refused, or being debited."""

from __future__ import annotations

import html

import pytest
from django.test import Client

from ledger.people.selectors import reminders
from receipts.counter.services.note_outcome import undo_outcome
from tests import factories
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import allow_debits, make_batch, note, owe, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    counter = make.make_counter()
    allow_debits(counter)
    return counter


def test_what_the_desk_knows_is_on_the_dashboard_and_on_the_account(counter, client: Client):
    user = factories.make_staff(rights=make.RIGHTS)
    pierre = counter.pierre
    second = owe(counter, "65,63", "2e trim.")
    third = owe(counter, "40", "3e trim.")
    batch = make_batch(user)
    refused = note(batch, second, "no_payment", user, reason="Refus écrit")
    iban = "FR1420041010050500013M02606"
    note(batch, third, "bill_again", user, **signed(iban=iban))
    make.close(batch, user=user)
    said = " ".join(reminders.known_of([pierre.pk], reader=user)[pierre.pk])
    assert "Refus écrit" in said
    assert "FR14 •••• 2606" in said
    client.force_login(user)
    card = html.unescape(client.get("/tableau-de-bord/overdue/").content.decode())
    assert "Refus écrit" in card
    undo_outcome(refused.pk, acting_user=user, reason="Il paie")
    assert "Refus écrit" not in " ".join(reminders.known_of([pierre.pk], reader=user)[pierre.pk])
