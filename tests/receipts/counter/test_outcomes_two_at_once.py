"""Two people decide of the same debt at the same instant, on PostgreSQL with real threads."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from core.jobs.services import outbox
from core.text.money import from_cents
from ledger.matching.models import Matching
from ledger.matching.selectors.open_items import open_items, receipts
from ledger.matching.services.match_exact_sums import settle_account
from receipts.counter.models import Cheque, ChequeShare, ItemOutcome
from receipts.counter.services.close_batch import close_batch
from receipts.counter.services.key_cheque import key_cheque
from receipts.counter.services.note_outcome import remove_outcome, undo_outcome
from receipts.counter.services.open_batch import pre_close_batch, set_tape
from receipts.draft.models import DraftReceipt
from sepa.mandates.models import Mandate
from tests.at_once import refused, together
from tests.factories import euros
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import allow_debits, make_batch, note, owe, owed, signed

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks"),
]
IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def counter() -> make.Counter:
    counter = make.make_counter()
    allow_debits(counter)
    return counter


@pytest.fixture
def users():
    return make.make_cashier(username="marie"), make.make_cashier(username="paul")


@pytest.fixture
def second(counter) -> int:
    return owe(counter, "65,63", "2e trim.")


def test_two_cheques_at_once_never_settle_the_same_euro(counter, users, second) -> None:
    acts = []
    for user in users:
        batch = make_batch(user)
        line = make.keyed([(counter.pierre, "50")])
        acts.append(
            lambda user=user, batch=batch, line=line: key_cheque(batch.pk, line, acting_user=user)
        )
    assert refused(together(*acts)) == 0
    settled = [
        cents for (parts,) in ChequeShare.objects.values_list("settles") for _, cents in parts or ()
    ]
    assert sorted(settled) == [1563, 5000]


def test_a_double_enter_is_one_cheque_with_one_choice(counter, users, second) -> None:
    batch = make_batch(users[0])
    chosen = {counter.pierre.pk: [(second, euros("20"))]}
    line = make.keyed([(counter.pierre, "50")], settles=chosen)
    outcomes = together(*[lambda: key_cheque(batch.pk, line, acting_user=users[0])] * 4)
    assert refused(outcomes) == 0
    assert ChequeShare.objects.get().settles == [[second, 2000]]


def test_a_double_enter_is_one_outcome(counter, users, second) -> None:
    batch, form_id = make_batch(users[0]), uuid4()
    act = lambda: note(  # noqa: E731
        batch, second, "bill_again", users[0], form_id=form_id, **signed(iban=IBAN)
    )
    assert refused(together(*[act] * 4)) == 0
    assert ItemOutcome.objects.count() == 1


def test_two_people_debit_the_same_debt_and_one_does(counter, users, second) -> None:
    acts = []
    for user in users:
        batch = make_batch(user)
        acts.append(
            lambda user=user, batch=batch: note(
                batch, second, "bill_again", user, **signed(iban=IBAN)
            )
        )
    assert refused(together(*acts)) == 1
    assert ItemOutcome.objects.count() == 1


def test_a_cheque_and_a_debit_at_once_do_not_both_take_it(counter, users, second) -> None:
    marie, paul = users
    batch, other = make_batch(marie), make_batch(paul)
    line = make.keyed([(counter.pierre, "65,63")])
    together(
        lambda: key_cheque(batch.pk, line, acting_user=marie),
        lambda: note(other, second, "bill_again", paul, **signed(iban=IBAN)),
    )
    debited = ItemOutcome.objects.count()
    settled = sum(len(share.settles or ()) for share in ChequeShare.objects.all())
    assert debited + settled == 1


def test_closed_twice_at_once_the_debit_is_drafted_once(counter, users, second) -> None:
    marie = users[0]
    batch = make_batch(marie)
    note(batch, second, "bill_again", marie, **signed(iban=IBAN))
    set_tape(batch.pk, acting_user=marie, count=0, total=euros("0"))
    pre_close_batch(batch.pk, acting_user=marie)
    assert refused(together(*[lambda: close_batch(batch.pk, acting_user=marie)] * 3)) == 2
    assert DraftReceipt.objects.count() == Mandate.objects.count() == 1


def test_removed_while_the_batch_closes_it_is_done_or_gone(counter, users, second) -> None:
    marie = users[0]
    batch = make_batch(marie)
    row = note(batch, second, "bill_again", marie, **signed(iban=IBAN))
    pre_close_batch(batch.pk, acting_user=marie)
    together(
        lambda: remove_outcome(row.pk, acting_user=marie),
        lambda: close_batch(batch.pk, acting_user=marie),
    )
    assert DraftReceipt.objects.count() == ItemOutcome.objects.count()


def test_undone_twice_at_once_it_is_undone_once(counter, users, second) -> None:
    marie = users[0]
    batch = make_batch(marie)
    row = note(batch, second, "no_payment", marie, reason="Refus")
    make.close(batch, user=marie)
    act = lambda: undo_outcome(row.pk, acting_user=marie, reason="Il paie")  # noqa: E731
    assert refused(together(act, act)) == 1


def test_matched_by_two_at_once_no_euro_is_settled_twice(counter, users, second) -> None:
    marie = users[0]
    third = owe(counter, "40", "3e trim.")
    batch = make_batch(marie)
    chosen = {counter.pierre.pk: [(third, euros("40"))]}
    key_cheque(batch.pk, make.keyed([(counter.pierre, "60")], settles=chosen), acting_user=marie)
    make.close(batch, user=marie)
    make.post(batch, user=marie)
    together(
        outbox.deliver,
        lambda: settle_account(
            account=counter.pierre, acting_user=users[1], on=timezone.localdate()
        ),
    )
    kept = sum((item.remainder for item in receipts(open_items([counter.pierre.pk]))), euros("0"))
    owing = sum((euros(text) for text in owed(counter.pierre).values()), euros("0"))
    assert owing - kept == from_cents(6563 + 4000 - 6000)
    assert Matching.objects.exists()
    assert Cheque.objects.count() == 1
