"""A slip of exactly nothing, a choice of exactly the cheque, a part of exactly its debt."""

from __future__ import annotations

import pytest

from core.people.models import User
from core.text.errors import BusinessError
from receipts.counter.models import Cheque, DepositSlip
from receipts.counter.services.cancel_cheque import cancel_cheque
from receipts.counter.services.key_cheque import key_cheque
from tests.factories import euros
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import make_batch, owe, owed, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user() -> User:
    return make.make_cashier()


def in_hand(counter: make.Counter, amount: str, user: User) -> Cheque:
    (cheque,) = make.make_cheques([amount], account=counter.pierre, user=user)
    make.close(cheque.batch, user=user)
    make.post(cheque.batch, user=user)
    return cheque


@pytest.mark.parametrize(("amount", "made"), [("65,62", False), ("65,63", False), ("65,64", True)])
def test_a_slip_brings_the_bank_a_cent_at_least(counter, user, amount: str, made: bool) -> None:
    """65,63 € of a former slip are taken back."""
    cheque = in_hand(counter, "65,63", user)
    make.deposit(counter, user=user)
    cancel_cheque(cheque.pk, acting_user=user, reason="Mauvais client", day=make.DAY)
    in_hand(counter, amount, user)
    if made:
        assert make.deposit(counter, user=user).total == euros("0,01")
    else:
        with pytest.raises(BusinessError, match="ne rapporterait rien"):
            make.deposit(counter, user=user)
        assert DepositSlip.objects.count() == 1


def key(counter: make.Counter, user: User, amount: str, *parts: tuple[int, str]) -> Cheque:
    chosen = {counter.pierre.pk: [(line, euros(part)) for line, part in parts]}
    keyed = make.keyed([(counter.pierre, amount)], settles=chosen)
    return key_cheque(make_batch(user).pk, keyed, acting_user=user)


def test_a_choice_above_the_cheque_is_refused_and_one_of_all_of_it_is_not(counter, user) -> None:
    one, two = owe(counter, "50", "2e trim."), owe(counter, "30", "3e trim.")
    with pytest.raises(BusinessError, match="il n’y a que"):
        key(counter, user, "60", (one, "50"), (two, "10,01"))
    cheque = key(counter, user, "60", (one, "50"), (two, "10"))
    post(cheque.batch, user)
    assert owed(counter.pierre) == {"3e trim.": "20,00"}


def test_a_part_above_its_debt_is_refused_and_all_of_the_debt_is_not(counter, user) -> None:
    one = owe(counter, "50", "2e trim.")
    with pytest.raises(BusinessError, match="ne peut recevoir que"):
        key(counter, user, "60", (one, "50,01"))
    key(counter, user, "60", (one, "50"))
