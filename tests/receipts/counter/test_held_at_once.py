"""Two people at the same kept cheque, or the same slip, at the same instant."""

from __future__ import annotations

from threading import Event

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from ledger.books.models import Account
from receipts.counter.enums import HeldState
from receipts.counter.models import Cheque, ChequeShare, HeldCheque, TransferItem, TransferSlip
from receipts.counter.services.cancel_cheque import cancel_cheque
from receipts.counter.services.keep_cheque_again import keep_cancelled
from receipts.counter.services.keep_cheques import hold_cheques
from receipts.counter.services.key_cheque import key_cheque, remove_cheque
from receipts.counter.services.put_held_in_batch import put_all_in_batch, put_in_batch
from receipts.counter.services.release_held_cheque import give_back
from receipts.counter.services.save_transfer_service import save_service
from receipts.counter.services.transfer_case import add_case, close_slip, take_back
from tests.at_once import refused, together
from tests.receipts.counter import factories as make
from tests.receipts.counter import later, owing
from tests.receipts.counter.factories import case
from tests.waiting import wait_until_waited_for

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


def test_two_cheques_of_one_debt_go_to_one_batch_or_the_other(counter, user) -> None:
    """Marie puts both in her batch while Paul, who holds the second, puts it in his."""
    owing.owe(counter, "116,00", "1er trim.")
    both = later.hold(counter.pierre, ["58,00", "58,00"], user=user)
    later.comes_up(*both)
    paul = make.make_cashier(username="paul")
    hers, his = owing.make_batch(user), owing.make_batch(paul)
    held_by_paul = Event()

    def all_in_hers() -> object:
        held_by_paul.wait(10)
        return put_all_in_batch([each.pk for each in both], hers.pk, acting_user=user)

    def one_in_his() -> Cheque:
        with transaction.atomic():
            HeldCheque.objects.select_for_update().get(pk=both[1].pk)
            held_by_paul.set()
            wait_until_waited_for()
            return put_in_batch(both[1].pk, his.pk, acting_user=paul)

    done, cheque = together(all_in_hers, one_in_his)
    assert [each.number for each in done.cheques] == [both[0].number]
    ((left, error),) = done.left
    assert (left, cheque.batch) == (both[1], his)
    assert "mis dans le lot" in str(error)
    settled = ChequeShare.objects.values_list("settles", flat=True)
    assert [cents for parts in settled for _line, cents in parts or []] == [5800, 5800]


def test_kept_cheques_of_two_accounts_and_a_cheque_for_both(counter, user) -> None:
    """The first cheque kept is for the last account: Paul, who keys a cheque for both, has locked
    the first account already."""
    low, high = sorted([counter.pierre, counter.simone], key=lambda account: account.pk)
    held = [later.hold(account, ["10,00"], user=user)[0] for account in (high, low)]
    later.comes_up(*held)
    for account in (low, high):
        owing.owe(counter, "50,00", "1er trim.", account=account)
    paul = make.make_cashier(username="paul")
    hers, his = owing.make_batch(user), owing.make_batch(paul)
    low_is_locked = Event()

    def all_in_hers() -> object:
        low_is_locked.wait(10)
        return put_all_in_batch([each.pk for each in held], hers.pk, acting_user=user)

    def for_both() -> Cheque:
        with transaction.atomic():
            Account.objects.select_for_update(no_key=True).get(pk=low.pk)
            low_is_locked.set()
            wait_until_waited_for()
            form = make.keyed([(low, "20,00"), (high, "20,00")])
            return key_cheque(his.pk, form, acting_user=paul)

    done, cheque = together(all_in_hers, for_both)
    assert (len(done.cheques), done.left, cheque.batch) == (2, [], his)


def test_whoever_is_first_each_of_six_is_cashed_once(counter, user) -> None:
    owing.owe(counter, "300,00", "1er trim.")
    held = later.hold(counter.pierre, ["50,00"] * 6, user=user)
    later.comes_up(*held)
    ids = [each.pk for each in held]
    paul = make.make_cashier(username="paul")
    hers, his = owing.make_batch(user), owing.make_batch(paul)

    def one_by_one() -> list[object]:
        done: list[object] = []
        for pk in reversed(ids):
            try:
                done.append(put_in_batch(pk, his.pk, acting_user=paul))
            except BusinessError as error:
                done.append(error)
        return done

    together(
        lambda: put_all_in_batch(ids, hers.pk, acting_user=user),
        lambda: put_all_in_batch(ids, hers.pk, acting_user=user),
        one_by_one,
    )
    numbers = sorted(Cheque.objects.values_list("number", flat=True))
    assert numbers == [each.number for each in held]
    assert not HeldCheque.objects.exclude(state=HeldState.KEYED).exists()


def test_many_cost_few_statements_each(counter, user) -> None:
    """Each is a cheque of its own, with its shares and its trace; what locks is asked once."""
    counts = []
    for many in (2, 12):
        held = later.hold(counter.pierre, ["5,00"] * many, user=user)
        later.comes_up(*held)
        batch = make.make_batch(user=user)
        with CaptureQueriesContext(connection) as asked:
            put_all_in_batch([each.pk for each in held], batch.pk, acting_user=user)
        counts.append(len(asked))
    assert (counts[1] - counts[0]) / 10 <= 16


def test_a_double_click_keeps_a_cancelled_one_again_once(counter, user, held) -> None:
    batch = make.make_batch(user=user)
    cheque = put_in_batch(held.pk, batch.pk, acting_user=user)
    make.close(batch, user=user)
    cancel_cheque(cheque.pk, acting_user=user, reason="Erreur", day=make.DAY)
    outcomes = together(*[lambda: keep_cancelled(cheque.pk, acting_user=user)] * 4)
    assert refused(outcomes) == 3
    kept_again = AuditEvent.objects.filter(action="held.restore")
    assert kept_again.count() == 1


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
