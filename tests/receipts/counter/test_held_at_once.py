"""Two people at the same kept cheque, or the same slip, at the same instant."""

from __future__ import annotations

import pytest
from django.db import connection

from receipts.enums import HeldState
from receipts.models import Cheque, HeldCheque, TransferItem, TransferSlip
from receipts.services.counter.holding import hold_cheques
from receipts.services.counter.keying import remove_cheque
from receipts.services.counter.releasing import give_back, put_in_batch
from receipts.services.counter.transfer_services import save_service
from receipts.services.counter.transferring import add_case, close_slip, take_back
from tests.receipts.counter import factories as make
from tests.receipts.counter import later
from tests.receipts.counter.test_transfer_slips import case
from tests.receipts.counter.test_two_at_once import refused, together

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks"),
]


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user():
    return make.make_cashier(username="marie")


@pytest.fixture
def held(counter, user) -> HeldCheque:
    (kept,) = later.hold(counter.pierre, ["58,00"], user=user)
    later.comes_up(kept)
    return kept


def test_a_double_click_keeps_once(counter, user) -> None:
    form = later.to_hold(counter.pierre, ["58,00", "58,95"])
    outcomes = together(*[lambda: hold_cheques(form, acting_user=user)] * 4)
    assert refused(outcomes) == 0
    assert HeldCheque.objects.count() == 2


def test_two_people_put_it_in_two_batches(counter, user, held) -> None:
    paul = make.make_cashier(username="paul")
    batches = [(make.make_batch(user=user), user), (make.make_batch(user=paul), paul)]
    outcomes = together(
        *[
            lambda batch=batch, who=who: put_in_batch(held.pk, batch.pk, acting_user=who)
            for batch, who in batches
        ]
    )
    assert refused(outcomes) == 1
    assert Cheque.objects.count() == 1
    (error,) = [each for each in outcomes if not isinstance(each, Cheque)]
    assert "mis dans le lot" in str(error)


def test_a_double_click_puts_it_in_once(counter, user, held) -> None:
    batch = make.make_batch(user=user)
    outcomes = together(*[lambda: put_in_batch(held.pk, batch.pk, acting_user=user)] * 4)
    assert refused(outcomes) == 0
    assert Cheque.objects.count() == 1


def test_given_back_while_it_is_put_in(counter, user, held) -> None:
    batch = make.make_batch(user=user)
    outcomes = together(
        lambda: put_in_batch(held.pk, batch.pk, acting_user=user),
        lambda: give_back(held.pk, acting_user=user, reason="Payé autrement"),
    )
    assert refused(outcomes) == 1
    held.refresh_from_db()
    assert (held.state == HeldState.KEYED) == (Cheque.objects.count() == 1)


def test_taken_out_of_one_batch_while_a_colleague_puts_it_in_another(counter, user, held) -> None:
    cheque = put_in_batch(held.pk, make.make_batch(user=user).pk, acting_user=user)
    paul = make.make_cashier(username="paul")
    other = make.make_batch(user=paul)
    together(
        lambda: remove_cheque(cheque.pk, acting_user=user),
        lambda: put_in_batch(held.pk, other.pk, acting_user=paul),
    )
    held.refresh_from_db()
    assert Cheque.objects.count() == (1 if held.state == HeldState.KEYED else 0)


def test_added_and_closed_at_once_every_case_is_on_one_slip(counter, user) -> None:
    service = save_service(acting_user=user, name="Numérisation")
    first = add_case(case(service, reference="Dossier 1"), acting_user=user)
    same = case(service, reference="Dossier 2")
    outcomes = together(
        lambda: close_slip(first.slip_id, acting_user=user),
        lambda: close_slip(first.slip_id, acting_user=user),
        lambda: add_case(same, acting_user=user),
        lambda: add_case(same, acting_user=user),
    )
    assert refused(outcomes) == 1
    assert TransferItem.objects.count() == 2
    assert list(TransferSlip.objects.exclude(number=None).values_list("number", flat=True)) == [1]


def test_two_first_cases_open_one_slip_and_are_taken_back_once(counter, user) -> None:
    service = save_service(acting_user=user, name="Numérisation")
    items = together(
        *[
            lambda n=n: add_case(case(service, reference=f"Dossier {n}"), acting_user=user)
            for n in range(4)
        ]
    )
    assert TransferSlip.objects.count() == 1
    close_slip(items[0].slip_id, acting_user=user)
    act = lambda: take_back(items[0].pk, acting_user=user, reason="Erreur")  # noqa: E731
    assert refused(together(act, act)) == 1
    assert TransferSlip.objects.count() == 2
