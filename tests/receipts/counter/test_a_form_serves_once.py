"""A form that the browser kept and brought back makes one thing only: filled in anew, it says so.

Its id makes a double click one cheque. It must not make another cheque, typed into the same form a
month later, « already there ».
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Account
from receipts.counter.models import Cheque, DepositSlip, HeldCheque, TransferItem
from receipts.counter.services.keep_cheques import Later, ToHold, hold_cheques
from receipts.counter.services.key_cheque import key_cheque
from receipts.counter.services.save_transfer_service import save_service
from receipts.counter.services.transfer_case import NewCase, add_case, close_slip
from receipts.draft.models import DraftReceipt
from receipts.draft.services.key_receipt import key_receipt
from tests.factories import euros
from tests.receipts import factories as draft
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user() -> User:
    return make.make_cashier(username="marie")


def test_another_cheque_in_the_same_form_is_refused(counter, user) -> None:
    batch, form_id = make.make_batch(user=user), uuid4()
    first = make.keyed([(counter.pierre, "65,63")], form_id=form_id, number="4521007")
    for _click in range(2):
        key_cheque(batch.pk, first, acting_user=user)
    for other in (
        make.keyed([(counter.simone, "100")], form_id=form_id, number="4521007"),
        make.keyed([(counter.pierre, "65,63")], form_id=form_id, number="4521008"),
    ):
        with pytest.raises(BusinessError, match="déjà servi"):
            key_cheque(batch.pk, other, acting_user=user)
    assert Cheque.objects.get().amount == euros("65,63")


@pytest.mark.parametrize("changes", [{"amount": "100"}, {"days": 1}])
def test_another_line_of_the_draft_in_the_same_form_is_refused(changes) -> None:
    books, user, form_id = draft.make_books(), draft.make_accountant(), uuid4()

    def key(amount: str = "65,63", days: int = 0) -> DraftReceipt:
        return key_receipt(
            acting_user=user, form_id=form_id, channel_code="transfer", account=books.account,
            amount=euros(amount), movement_date=draft.DAY - timedelta(days=days), label="Règlement",
        )  # fmt: skip

    assert key() == key()
    with pytest.raises(BusinessError, match="déjà servi"):
        key(**changes)
    assert DraftReceipt.objects.count() == 1


def test_other_kept_cheques_in_the_same_form_are_refused(counter, user) -> None:
    form_id = uuid4()

    def hold(*amounts: str) -> list[HeldCheque]:
        later = [
            Later(f"77{rank:05}", euros(amount), make.DAY + timedelta(days=40 + rank))
            for rank, amount in enumerate(amounts)
        ]
        to_hold = ToHold(
            form_id=form_id, drawer="Pierre PROPRIETAIRE", drawee_bank="LCL", cheque_date=make.DAY,
            weights=[(counter.pierre.pk, euros("1"))], later=later,
        )  # fmt: skip
        return hold_cheques(to_hold, acting_user=user)

    assert hold("50", "50") == hold("50", "50")
    for others in (("50", "60"), ("50",), ("50", "50", "50")):
        with pytest.raises(BusinessError, match="déjà servi"):
            hold(*others)
    assert HeldCheque.objects.count() == 2


def test_a_slip_of_another_day_in_the_same_form_is_refused(counter, user) -> None:
    cheques = make.make_cheques(["65,63"], account=counter.pierre, user=user)
    make.close(cheques[0].batch, user=user)
    make.post(cheques[0].batch, user=user)
    form_id = uuid4()
    slip = make.deposit(counter, user=user, form_id=form_id)
    assert make.deposit(counter, user=user, form_id=form_id) == slip
    with pytest.raises(BusinessError, match="déjà écrit"):
        make.deposit(counter, user=user, form_id=form_id, day=slip.date - timedelta(days=1))
    assert DepositSlip.objects.count() == 1


def test_the_same_cheque_on_another_account_in_another_batch_or_of_another_day_is_refused(
    counter, user
) -> None:
    batch, form_id = make.make_batch(user=user), uuid4()
    key_cheque(
        batch.pk,
        make.keyed([(counter.pierre, "65,63")], form_id=form_id, number="4521007"),
        acting_user=user,
    )
    to_simone = make.keyed([(counter.simone, "65,63")], form_id=form_id, number="4521007")
    older = make.keyed(
        [(counter.pierre, "65,63")],
        form_id=form_id,
        number="4521007",
        cheque_date=make.DAY - timedelta(days=1),
    )
    same = make.keyed([(counter.pierre, "65,63")], form_id=form_id, number="4521007")
    for batch_id, other in (
        (batch.pk, to_simone),
        (batch.pk, older),
        (make.make_batch(user=user).pk, same),
    ):
        with pytest.raises(BusinessError, match="déjà servi"):
            key_cheque(batch_id, other, acting_user=user)
    assert list(Cheque.objects.get().shares.values_list("account", flat=True)) == [
        counter.pierre.pk
    ]


def test_kept_cheques_of_another_account_in_the_same_form_are_refused(counter, user) -> None:
    form_id = uuid4()

    def hold(account: Account) -> list[HeldCheque]:
        to_hold = ToHold(
            form_id=form_id, drawer="Pierre PROPRIETAIRE", drawee_bank="LCL", cheque_date=make.DAY,
            weights=[(account.pk, euros("1"))],
            later=[Later("7700001", euros("50"), make.DAY + timedelta(days=40))],
        )  # fmt: skip
        return hold_cheques(to_hold, acting_user=user)

    assert hold(counter.pierre) == hold(counter.pierre)
    with pytest.raises(BusinessError, match="déjà servi"):
        hold(counter.simone)


def test_the_same_line_of_another_channel_in_the_same_form_is_refused() -> None:
    books, user, form_id = draft.make_books(), draft.make_accountant(), uuid4()

    def key(channel: str) -> DraftReceipt:
        return key_receipt(
            acting_user=user, form_id=form_id, channel_code=channel, account=books.account,
            amount=euros("65,63"), movement_date=draft.DAY, label="Règlement",
        )  # fmt: skip

    key("transfer")
    with pytest.raises(BusinessError, match="déjà servi"):
        key("card_terminal")
    assert DraftReceipt.objects.count() == 1


def test_a_slip_without_a_cheque_it_took_in_the_same_form_is_refused(counter, user) -> None:
    cheques = make.make_cheques(["65,63", "50"], account=counter.pierre, user=user)
    for batch in {cheque.batch for cheque in cheques}:
        make.close(batch, user=user)
        make.post(batch, user=user)
    form_id = uuid4()
    make.deposit(counter, user=user, form_id=form_id)
    with pytest.raises(BusinessError, match="déjà écrit"):
        make.deposit(counter, user=user, form_id=form_id, left_out=[cheques[0].pk])
    assert DepositSlip.objects.get().total == euros("115,63")


@pytest.mark.parametrize(
    "changes",
    [
        {"papers": ["coupon"]},
        {"reference": "Dossier 8"},
        {"amount": euros("66,63")},
        {"amount": None},
        {"note": "Autre"},
        {"account_id": "simone"},
        {"cheque_id": None},
        {"service_id": "other"},
    ],
    ids=str,
)
def test_another_case_in_the_same_form_is_refused(changes, counter, user) -> None:
    """Two papers handed on, and one on the slip: the other would be looked for in vain."""
    (cheque,) = make.make_cheques(["65,63"], account=counter.pierre, user=user)
    service = save_service(acting_user=user, name="Numérisation")
    other = save_service(acting_user=user, name="Recouvrement")
    case = NewCase(
        form_id=uuid4(), service_id=service.pk, papers=["coupon", "iban"],
        account_id=counter.pierre.pk, cheque_id=cheque.pk, reference=" Dossier 7 ",
        amount=euros("65,63"), note="1 chèque encaissé",
    )  # fmt: skip
    first = add_case(case, acting_user=user)
    close_slip(first.slip_id, acting_user=user)
    assert add_case(case, acting_user=user) == first
    ids = {"simone": counter.simone.pk, "other": other.pk}
    changed = {
        name: ids.get(value, value) if isinstance(value, str) else value
        for name, value in changes.items()
    }
    with pytest.raises(BusinessError, match="déjà servi"):
        add_case(replace(case, **changed), acting_user=user)
    assert TransferItem.objects.get() == first
