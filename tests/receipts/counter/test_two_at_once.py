"""Two people at the counter at the same instant, on PostgreSQL with real threads."""

from __future__ import annotations

from functools import partial
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Account
from ledger.matching.services.match_exact_sums import match_exact_sums
from receipts.counter.enums import BatchState
from receipts.counter.models import Batch, Cheque, DepositSlip
from receipts.counter.services.bounce_cheque import bounce_cheque
from receipts.counter.services.cancel_cheque import cancel_cheque
from receipts.counter.services.close_batch import close_batch
from receipts.counter.services.key_cheque import key_cheque
from receipts.counter.services.open_batch import pre_close_batch, set_tape
from receipts.draft.models import DraftReceipt
from tests.at_once import refused, together
from tests.receipts.counter import factories as make

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


def test_two_people_close_the_same_batch(counter, user) -> None:
    (cheque,) = make.make_cheques(["65,63"], account=counter.pierre, user=user)
    batch = cheque.batch
    set_tape(batch.pk, acting_user=user, count=1, total=cheque.amount)
    pre_close_batch(batch.pk, acting_user=user)
    outcomes = together(*[lambda: close_batch(batch.pk, acting_user=user)] * 3)
    assert refused(outcomes) == 2
    assert DraftReceipt.objects.count() == 1


def test_a_colleague_keys_while_the_batch_is_pre_closed(counter, user) -> None:
    batch = make.make_batch(user=user)
    line = make.keyed([(counter.pierre, "65,63")])
    keying, _closing = together(
        lambda: key_cheque(batch.pk, line, acting_user=user),
        lambda: pre_close_batch(batch.pk, acting_user=user),
    )
    batch = Batch.objects.get()
    assert batch.state == BatchState.PRE_CLOSED
    assert Cheque.objects.count() == (0 if isinstance(keying, BusinessError) else 1)


def test_the_same_line_sent_four_times_at_once(counter, user) -> None:
    batch = make.make_batch(user=user)
    line = make.keyed([(counter.pierre, "65,63")])
    outcomes = together(*[lambda: key_cheque(batch.pk, line, acting_user=user)] * 4)
    assert refused(outcomes) == 0
    assert len({each.pk for each in outcomes}) == 1
    assert Cheque.objects.count() == 1


def posted(counter, user) -> Cheque:
    (cheque,) = make.make_cheques(["65,63"], account=counter.pierre, user=user)
    make.close(cheque.batch, user=user)
    make.post(cheque.batch, user=user)
    return cheque


def test_two_slips_at_once_take_a_cheque_once(counter, user) -> None:
    posted(counter, user)
    outcomes = together(*[lambda: make.deposit(counter, user=user)] * 2)
    assert refused(outcomes) == 1
    assert DepositSlip.objects.count() == 1
    form_id = uuid4()
    posted(counter, user)
    again = together(*[lambda: make.deposit(counter, user=user, form_id=form_id)] * 2)
    assert refused(again) == 0
    assert DepositSlip.objects.count() == 2
    assert make.balance(counter.bank) == "131,26"


def test_two_slips_on_two_bank_accounts_take_a_cancelled_cheque_back_once(counter, user) -> None:
    first = posted(counter, user)
    make.deposit(counter, user=user)
    cancel_cheque(first.pk, acting_user=user, reason="Erreur", day=make.DAY)
    other, _account = make.make_second_bank(counter)
    cheques = make.make_cheques(["200", "300"], account=counter.simone, user=user)
    make.close(cheques[0].batch, user=user)
    make.post(cheques[0].batch, user=user)
    outcomes = together(
        lambda: make.deposit(counter, user=user, left_out=[cheques[1].pk]),
        lambda: make.deposit(
            counter, user=user, left_out=[cheques[0].pk], bank_account_id=other.pk
        ),
    )
    assert refused(outcomes) == 0
    assert make.balance(counter.to_cash) == "0,00"
    assert make.balance(counter.bank) == "200,00"


def test_cancelled_and_deposited_at_once_the_books_agree(counter, user) -> None:
    cheque = posted(counter, user)
    together(
        lambda: cancel_cheque(cheque.pk, acting_user=user, reason="Erreur", day=make.DAY),
        lambda: make.deposit(counter, user=user),
    )
    assert make.balance(counter.pierre) == "0,00"
    held = make.balance(counter.bank)
    assert make.balance(counter.to_cash) == ("0,00" if held == "0,00" else f"-{held}")


def test_bounced_twice_at_once_is_bounced_once(counter, user) -> None:
    cheque = posted(counter, user)
    make.deposit(counter, user=user)
    act = lambda: bounce_cheque(cheque.pk, acting_user=user, reason="Impayé", day=make.DAY)  # noqa: E731
    assert refused(together(act, act)) == 1
    assert make.balance(counter.bank) == "0,00"


def split(counter: make.Counter, user: User, parts: int = 2) -> Cheque:
    """A posted cheque of as many accounts, those made last first."""
    owners = [
        make.make_owner(counter.entity, counter.building, "Ida", f"OWNER{place}")
        for place in range(parts)
    ]
    batch = make.make_batch(user=user)
    shares = [(owner, "10") for owner in reversed(owners)]
    cheque = key_cheque(batch.pk, make.keyed(shares), acting_user=user)
    make.close(batch, user=user)
    make.post(batch, user=user)
    return cheque


def test_a_split_cheque_is_cancelled_while_its_accounts_are_matched(counter, user) -> None:
    """Accounts are locked all at once, by id, as matching does: neither ever waits in a ring."""
    for _round in range(5):
        cheque = split(counter, user, 4)
        accounts = list(cheque.shares.values_list("account", flat=True))
        together(
            partial(cancel_cheque, cheque.pk, acting_user=user, reason="x", day=make.DAY),
            partial(match_exact_sums, accounts=accounts, acting_user=None, on=timezone.localdate()),
        )
        balances = Account.objects.filter(pk__in=accounts).values_list("balance", flat=True)
        assert set(balances) == {0}


def test_a_cheque_of_eight_accounts_is_cancelled_in_as_many_statements_as_one_of_two(
    counter, user
) -> None:
    counts = []
    for parts in (2, 2, 8):
        cheque = split(counter, user, parts)
        with CaptureQueriesContext(connection) as queries:
            cancel_cheque(cheque.pk, acting_user=user, reason="x", day=make.DAY)
        counts.append(len(queries))
    assert counts[1] == counts[2]
