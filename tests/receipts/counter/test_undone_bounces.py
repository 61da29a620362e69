"""The bank paid after all: the bounce is undone at the counter, never from the books alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.jobs.services import outbox
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Entry
from ledger.books.services.reverse_entry import reverse_by_hand
from receipts.counter.enums import ChequeState
from receipts.counter.models import Cheque
from receipts.counter.services.bounce_cheque import bounce_cheque, undo_bounce
from receipts.counter.services.cancel_cheque import cancel_cheque
from receipts.counter.services.key_cheque import key_cheque
from tests import factories
from tests.factories import euros
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import owe, owed

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user() -> User:
    return make.make_cashier(username="marie")


def at_the_bank(counter: make.Counter, user: User, **choices: object) -> Cheque:
    batch = make.make_batch(user=user, with_open_items=True)
    values = make.keyed([(counter.pierre, "100")], **choices)
    cheque = key_cheque(batch.pk, values, acting_user=user)
    make.close(batch, user=user)
    make.post(batch, user=user)
    outbox.deliver()
    make.deposit(counter, user=user)
    return cheque


def bounce(counter: make.Counter, cheque: Cheque, user: User) -> list[Entry]:
    return bounce_cheque(
        cheque.pk,
        acting_user=user,
        reason="Sans provision",
        day=make.DAY,
        fee=euros("12,50"),
        fee_account_id=counter.fees.pk,
    )


def test_the_bank_paid_after_all_and_the_debt_is_settled_as_it_was(counter, user) -> None:
    """100 € settle the July call; bounced and undone, they settle it again; the fee stays."""
    owe(counter, "100", "3e trim.")
    cheque = at_the_bank(counter, user)
    assert owed(counter.pierre) == {}
    bounce(counter, cheque, user)
    assert owed(counter.pierre) == {"3e trim.": "100,00"}
    undo_bounce(cheque.pk, acting_user=user, reason="Représenté et payé", day=make.DAY)
    cheque.refresh_from_db()
    assert (cheque.state, cheque.outcome_reason) == (ChequeState.DEPOSITED, "")
    assert owed(counter.pierre) == {}
    assert make.balance(counter.pierre) == "0,00"
    assert (make.balance(counter.bank), make.balance(counter.fees)) == ("87,50", "12,50")


def test_it_may_bounce_and_be_undone_again(counter, user) -> None:
    owe(counter, "100", "3e trim.")
    cheque = at_the_bank(counter, user)
    for _round in range(2):
        bounce(counter, cheque, user)
        undo_bounce(cheque.pk, acting_user=user, reason="Représenté et payé", day=make.DAY)
    bounce(counter, cheque, user)
    assert cheque.bounces.count() == 3
    assert owed(counter.pierre) == {"3e trim.": "100,00"}


def test_what_makes_no_sense_is_refused(counter, user) -> None:
    cheque = at_the_bank(counter, user)
    act = {"acting_user": user, "reason": "Erreur", "day": make.DAY}
    with pytest.raises(BusinessError, match="ne s’y prête pas"):
        undo_bounce(cheque.pk, **act)
    bounce(counter, cheque, user)
    with pytest.raises(BusinessError, match="Dites pourquoi"):
        undo_bounce(cheque.pk, **{**act, "reason": " "})
    with pytest.raises(BusinessError, match="à venir"):
        undo_bounce(cheque.pk, **{**act, "day": timezone.localdate() + timedelta(days=1)})
    clerk = factories.make_staff(rights=make.RIGHTS[:-1], username="clerk")
    with pytest.raises(BusinessError, match="droit de contre-passer"):
        undo_bounce(cheque.pk, **{**act, "acting_user": clerk})
    values = make.keyed([(counter.pierre, "100")], replaces_id=cheque.pk)
    again = key_cheque(make.make_batch(user=user).pk, values, acting_user=user)
    with pytest.raises(BusinessError, match="ressaisi"):
        undo_bounce(cheque.pk, **act)
    make.close(again.batch, user=user)
    cancel_cheque(again.pk, acting_user=user, reason="Payé finalement", day=make.DAY)
    undo_bounce(cheque.pk, **act)


def test_entries_of_slips_and_bounces_are_not_reversed_from_the_books(counter, user) -> None:
    cheque = at_the_bank(counter, user)
    slip = cheque.deposit_lines.get().slip
    returned, fee = bounce(counter, cheque, user)
    by_hand = {"acting_user": user, "date": make.DAY, "reason": "Erreur"}
    with pytest.raises(BusinessError, match="prochaine remise les reprend"):
        reverse_by_hand(entry=slip.entry, **by_hand, today=timezone.localdate())
    with pytest.raises(BusinessError, match="annulez l’impayé depuis la fiche du chèque"):
        reverse_by_hand(entry=returned, **by_hand, today=timezone.localdate())
    reverse_by_hand(entry=fee, **by_hand, today=timezone.localdate())
    assert make.balance(counter.fees) == "0,00"


def test_the_cheques_page_undoes_it(counter, user, client: Client) -> None:
    cheque = at_the_bank(counter, user)
    bounce(counter, cheque, user)
    client.force_login(user)
    page = reverse("receipts:cheque", args=[cheque.pk])
    address = reverse("receipts:undo_bounce", args=[cheque.pk])
    assert address in client.get(page).content.decode()
    client.post(address, {"reason": "", "day": f"{make.DAY}"})
    cheque.refresh_from_db()
    assert cheque.state == ChequeState.BOUNCED
    client.post(address, {"reason": "Représenté", "day": f"{make.DAY}"})
    cheque.refresh_from_db()
    assert cheque.state == ChequeState.DEPOSITED
    assert "Impayé annulé" in client.get(page).content.decode()
