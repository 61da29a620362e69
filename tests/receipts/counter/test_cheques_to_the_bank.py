"""A morning's mail: keyed, closed, posted, taken to the bank; and what goes wrong after."""

from __future__ import annotations

import pytest

from core.text.errors import BusinessError
from ledger.books.models import Entry
from receipts.counter.enums import BatchState, ChequeState
from receipts.counter.models import Cheque, DepositSlip
from receipts.counter.services.bounce_cheque import bounce_cheque
from receipts.counter.services.cancel_cheque import cancel_cheque
from receipts.counter.services.close_batch import close_batch
from receipts.counter.services.key_cheque import change_cheque, key_cheque, remove_cheque
from receipts.counter.services.open_batch import pre_close_batch, reopen_batch, set_tape
from receipts.draft.models import DraftReceipt
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from tests.factories import euros
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user():
    return make.make_cashier(username="marie")


def at_the_bank(counter, user, amounts=("65,63", "530,40")) -> list[Cheque]:
    cheques = make.make_cheques(list(amounts), account=counter.pierre, user=user)
    make.close(cheques[0].batch, user=user)
    make.post(cheques[0].batch, user=user)
    make.deposit(counter, user=user)
    return cheques


def test_from_the_envelope_to_the_bank(counter, user) -> None:
    batch = make.make_batch(user=user)
    key_cheque(batch.pk, make.keyed([(counter.pierre, "65,63")]), acting_user=user)
    key_cheque(
        batch.pk,
        make.keyed([(counter.pierre, "100,00"), (counter.simone, "30,40")]),
        acting_user=user,
    )
    assert not DraftReceipt.objects.exists()
    make.close(batch, user=user)
    assert DraftReceipt.objects.filter(channel="cheque", voucher__startswith="CH").count() == 3
    make.post(batch, user=user)
    assert make.balance(counter.to_cash) == "196,03"
    assert make.balance(counter.pierre) == "-165,63"
    slip = make.deposit(counter, user=user)
    assert (slip.cheque_count, slip.total, slip.number) == (2, euros("196,03"), 1)
    lines = slip.entry.lines.order_by("pk").values_list("account__code", "debit", "credit")
    assert list(lines) == [
        ("512000", euros("196,03"), euros("0,00")),
        ("511200", euros("0,00"), euros("196,03")),
    ]
    assert make.balance(counter.to_cash) == "0,00"
    assert set(Cheque.objects.values_list("state", flat=True)) == {ChequeState.DEPOSITED}


def test_a_batch_a_cent_off_needs_a_reason(counter, user) -> None:
    (cheque,) = make.make_cheques(["65,63"], account=counter.pierre, user=user)
    batch = cheque.batch
    with pytest.raises(BusinessError, match="encore ouvert"):
        close_batch(batch.pk, acting_user=user)
    pre_close_batch(batch.pk, acting_user=user)
    with pytest.raises(BusinessError, match="bande de contrôle n’est pas saisie"):
        close_batch(batch.pk, acting_user=user)
    set_tape(batch.pk, acting_user=user, count=1, total=euros("65,64"))
    with pytest.raises(BusinessError, match="ne s’accorde pas"):
        close_batch(batch.pk, acting_user=user)
    closed = close_batch(batch.pk, acting_user=user, reason="Bande mal tapée")
    assert closed.state == BatchState.CLOSED
    assert closed.difference_reason == "Bande mal tapée"
    with pytest.raises(BusinessError, match="clos par"):
        close_batch(batch.pk, acting_user=user)
    with pytest.raises(BusinessError, match="clos par"):
        set_tape(batch.pk, acting_user=user, count=1, total=euros("65,63"))


def test_a_line_of_an_open_batch_is_corrected_freely(counter, user) -> None:
    (cheque,) = make.make_cheques(["22,46"], account=counter.pierre, user=user)
    change_cheque(cheque.pk, make.keyed([(counter.simone, "22,45")]), acting_user=user)
    cheque.refresh_from_db()
    assert cheque.amount == euros("22,45")
    assert [share.account for share in cheque.shares.all()] == [counter.simone]
    pre_close_batch(cheque.batch_id, acting_user=user)
    with pytest.raises(BusinessError, match="pré-clos"):
        remove_cheque(cheque.pk, acting_user=user)
    reopen_batch(cheque.batch_id, acting_user=user)
    remove_cheque(cheque.pk, acting_user=user)
    with pytest.raises(BusinessError, match="déjà été retirée"):
        remove_cheque(cheque.pk, acting_user=user)


def test_a_line_still_in_the_draft_is_cancelled_and_keyed_again(counter, user) -> None:
    (cheque,) = make.make_cheques(["22,46"], account=counter.pierre, user=user)
    with pytest.raises(BusinessError, match="n’est pas clos"):
        cancel_cheque(cheque.pk, acting_user=user, reason="Erreur", day=make.DAY)
    make.close(cheque.batch, user=user)
    with pytest.raises(BusinessError, match="Dites pourquoi"):
        cancel_cheque(cheque.pk, acting_user=user, reason=" ", day=make.DAY)
    cancel_cheque(cheque.pk, acting_user=user, reason="22,45 en lettres", day=make.DAY)
    assert DraftReceipt.objects.get().status == "cancelled"
    again = make.keyed([(counter.pierre, "22,45")], replaces_id=cheque.pk)
    new = key_cheque(make.make_batch(user=user).pk, again, acting_user=user)
    assert new.replaces == cheque
    second = make.keyed([(counter.pierre, "22,45")], replaces_id=cheque.pk)
    assert key_cheque(new.batch_id, second, acting_user=user).replaces is None


def test_a_cheque_cancelled_after_its_deposit_is_taken_back_by_the_next_slip(counter, user) -> None:
    first, _second = at_the_bank(counter, user)
    cancel_cheque(first.pk, acting_user=user, reason="Mauvais client", day=make.DAY)
    assert make.balance(counter.pierre) == "-530,40"
    assert make.balance(counter.to_cash) == "-65,63"
    with pytest.raises(BusinessError, match="Attendez d’autres chèques"):
        make.deposit(counter, user=user)
    (third,) = make.make_cheques(["100,00"], account=counter.simone, user=user)
    make.close(third.batch, user=user)
    make.post(third.batch, user=user)
    slip = make.deposit(counter, user=user)
    assert slip.total == euros("34,37")
    assert sorted(slip.lines.values_list("amount", flat=True)) == [euros("-65,63"), euros("100,00")]
    assert make.balance(counter.to_cash) == "0,00"
    assert make.balance(counter.bank) == "630,40"


def test_a_bounced_cheque_opens_the_debt_again_with_the_banks_fee(counter, user) -> None:
    first, _second = at_the_bank(counter, user)
    bounce_cheque(
        first.pk,
        acting_user=user,
        reason="Sans provision",
        day=make.DAY,
        fee=euros("12,50"),
        fee_account_id=counter.fees.pk,
    )
    first.refresh_from_db()
    assert first.state == ChequeState.BOUNCED
    assert make.balance(counter.pierre) == "-530,40"
    assert make.balance(counter.bank) == "517,90"
    assert make.balance(counter.fees) == "12,50"
    assert make.balance(counter.to_cash) == "0,00"
    with pytest.raises(BusinessError, match="impayé"):
        bounce_cheque(first.pk, acting_user=user, reason="Encore", day=make.DAY)


def test_a_bad_fee_changes_nothing(counter, user) -> None:
    first, _second = at_the_bank(counter, user)
    entries = Entry.objects.count()
    for fee, account_id in ((euros("12,50"), None), (euros("-1,00"), counter.fees.pk)):
        with pytest.raises(BusinessError, match="frais"):
            bounce_cheque(
                first.pk,
                acting_user=user,
                reason="Sans provision",
                day=make.DAY,
                fee=fee,
                fee_account_id=account_id,
            )
    assert Entry.objects.count() == entries


def test_the_same_form_is_one_slip(counter, user) -> None:
    at_the_bank(counter, user)
    known = DepositSlip.objects.get()
    assert make.deposit(counter, user=user, form_id=known.form_id) == known
    assert DepositSlip.objects.count() == 1
    with pytest.raises(BusinessError, match="Aucun chèque"):
        make.deposit(counter, user=user)


def test_cheques_straight_on_the_bank_are_refused_with_the_way_out(counter, user) -> None:
    (cheque,) = make.make_cheques(["10,00"], account=counter.pierre, user=user)
    make.close(cheque.batch, user=user)
    with pytest.raises(BusinessError, match="validez d’abord"):
        make.deposit(counter, user=user)
    DraftReceipt.objects.update(journal=counter.bank_journal)
    make.post(cheque.batch, user=user)
    with pytest.raises(BusinessError, match="5112"):
        make.deposit(counter, user=user)


def test_the_draft_lets_no_half_of_a_cheque_go(counter, user) -> None:
    batch = make.make_batch(user=user)
    both = make.keyed([(counter.pierre, "10,00"), (counter.simone, "20,00")])
    cheque = key_cheque(batch.pk, both, acting_user=user)
    make.close(batch, user=user)
    ids = list(DraftReceipt.objects.values_list("pk", flat=True))
    with pytest.raises(BusinessError, match="Rien n’a été retiré"):
        cancel_receipts(ids[:1], acting_user=user, reason="Erreur")
    cancel_receipts(ids, acting_user=user, reason="Erreur")
    cheque.refresh_from_db()
    assert cheque.state == ChequeState.CANCELLED


def test_a_posted_cheque_is_reversed_at_the_counter_only(counter, user) -> None:
    at_the_bank(counter, user)
    receipt = DraftReceipt.objects.order_by("pk")[0]
    with pytest.raises(BusinessError, match="contre-passe pas ici"):
        reverse_receipt(receipt.pk, acting_user=user, reason="Erreur", entry_date=make.DAY)
