"""A debt paid in four: one cheque is cashed, three are kept until the days agreed."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db.models import Q

from core.jobs.models import SystemMessage
from core.screens.lists.history import history_of
from core.text.errors import BusinessError
from core.text.guard import CardNumberError
from ledger.books.models import Entry
from receipts.counter.enums import ChequeState, HeldState
from receipts.counter.models import Cheque, HeldCheque, UnfinishedLine
from receipts.counter.rules.cheque_law import last_day
from receipts.counter.selectors.batches_in_hand import late_batches
from receipts.counter.selectors.held_cheques import kept_for
from receipts.counter.services.announce_held_cheques import announce_due
from receipts.counter.services.cancel_cheque import cancel_cheque
from receipts.counter.services.close_batch import agreement
from receipts.counter.services.keep_cheque_again import keep_cancelled
from receipts.counter.services.keep_cheques import Later, hold_cheques
from receipts.counter.services.keep_unfinished_line import keep_unfinished, unfinished
from receipts.counter.services.key_cheque import key_cheque, remove_cheque
from receipts.counter.services.put_held_in_batch import (
    TwinNumberError,
    put_all_in_batch,
    put_in_batch,
)
from receipts.counter.services.release_held_cheque import (
    cancel_held,
    change_agreed_date,
    give_back,
    hand_over,
    restore_held,
)
from receipts.draft.models import DraftReceipt
from tests import factories
from tests.factories import euros
from tests.receipts.counter import factories as make
from tests.receipts.counter import later, owing

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user():
    return make.make_cashier(username="marie")


def test_four_cheques_for_one_debt(counter, user) -> None:
    """232,95 € in four: 58,00 € today; 58,00 €, 58,00 € and 58,95 € later."""
    (first,) = make.make_cheques(["58,00"], account=counter.pierre, user=user)
    held = later.hold(counter.pierre, ["58,00", "58,00", "58,95"], user=user, first_id=first.pk)
    its = agreement(first.batch)
    assert (its.count, its.total) == (1, euros("58,00"))
    assert not DraftReceipt.objects.exists()
    kept = kept_for(Q(account=counter.pierre))
    said = f"3 chèques gardés, 174,95\u202f€, prochain le {held[0].agreed_date:%d/%m}"
    assert str(kept).startswith(said)
    assert kept_for(Q(account=counter.simone)) is None
    assert kept_for(Q(account__party=counter.pierre.party)) == kept
    make.close(first.batch, user=user)
    make.post(first.batch, user=user)
    assert make.balance(counter.pierre) == "-58,00"
    # A month later the second is due: an ordinary cheque of the day's batch.
    later.comes_up(held[0])
    batch = make.make_batch(user=user)
    second = put_in_batch(held[0].pk, batch.pk, acting_user=user)
    assert (second.state, second.amount, second.drawer) == (
        ChequeState.KEYED,
        euros("58,00"),
        counter.pierre.label,
    )
    assert agreement(batch).total == euros("58,00")
    make.close(batch, user=user)
    make.post(batch, user=user)
    make.deposit(counter, user=user)
    assert make.balance(counter.pierre) == "-116,00"
    assert str(kept_for(Q(account=counter.pierre))).startswith("2 chèque")
    assert Entry.objects.count() == 3


def test_what_the_first_cheque_gave_is_shared_alike(counter, user) -> None:
    weights = [(counter.pierre.pk, euros("100,00")), (counter.simone.pk, euros("50,00"))]
    (held,) = later.hold(counter.pierre, ["100,00"], user=user, weights=weights)
    shares = held.shares.values_list("account", "amount")
    assert list(shares) == [
        (counter.pierre.pk, euros("66,66")),
        (counter.simone.pk, euros("33,34")),
    ]


def test_an_account_that_would_get_nothing_has_no_share(counter, user) -> None:
    """0,01 € over 2/3 and 1/3: a cent is not shared, and the cheque goes to a batch."""
    weights = [(counter.pierre.pk, euros("100,00")), (counter.simone.pk, euros("50,00"))]
    (held,) = later.hold(counter.pierre, ["0,01"], user=user, weights=weights)
    assert list(held.shares.values_list("account", "amount")) == [
        (counter.simone.pk, euros("0,01"))
    ]
    later.comes_up(held)
    put_in_batch(held.pk, make.make_batch(user=user).pk, acting_user=user)


@pytest.mark.dated("receipts.counter.services.lock_held_cheque")
def test_a_date_to_come_on_the_cheque_lends_no_time_in_the_drawer(counter, user) -> None:
    """Received today and dated in 60 days: a year and eight days from today, to the day."""
    dated = later.in_days(60)
    last = last_day(dated, received=later.in_days(0))
    (held,) = later.hold(counter.pierre, ["58,00"], user=user, cheque_date=dated)
    change_agreed_date(held.pk, acting_user=user, agreed_date=last, reason="Appel")
    with pytest.raises(BusinessError, match="L131-59"):
        change_agreed_date(
            held.pk, acting_user=user, agreed_date=last + timedelta(days=1), reason="Appel"
        )
    for day, kept in ((last, 1), (last + timedelta(days=1), 0)):
        rows = [Later(f"{8000001 + kept}", euros("58,00"), day)]
        with nullcontext() if kept else pytest.raises(BusinessError, match="L131-59"):
            later.hold(counter.pierre, [], user=user, later=rows, cheque_date=dated)


@pytest.mark.parametrize(
    ("days", "refusal"),
    [(0, "on ne garde que ce qui s’encaisse plus tard"), (400, "L131-59")],
)
def test_only_what_is_cashed_later_and_in_time_is_kept(counter, user, days, refusal) -> None:
    rows = [Later("7000001", euros("58,00"), later.in_days(days))]
    with pytest.raises(BusinessError, match=refusal):
        later.hold(counter.pierre, [], user=user, later=rows)
    assert not HeldCheque.objects.exists()


def test_bad_input_keeps_nothing(counter, user) -> None:
    other = make.make_counter(code="S002")
    both = [(counter.pierre.pk, euros("1,00")), (other.pierre.pk, euros("1,00"))]
    twice = [Later("7000001", euros("5,00"), later.in_days(30))] * 2
    for amounts, fields, refusal in (
        ([], {}, "au moins un chèque"),
        (["0,00"], {}, "positif"),
        (["5,00"], {"weights": []}, "Chaque part"),
        (["5,00"], {"weights": both}, "10 juillet 1965"),
        ([], {"later": twice}, "même numéro"),
    ):
        with pytest.raises(BusinessError, match=refusal):
            later.hold(counter.pierre, amounts, user=user, **fields)
    with pytest.raises(CardNumberError):
        later.hold(counter.pierre, ["5,00"], user=user, drawer="4970 1012 3456 7893")
    assert not HeldCheque.objects.exists()


@pytest.mark.dated
def test_the_same_form_twice_keeps_once(counter, user) -> None:
    form = later.to_hold(counter.pierre, ["58,00", "58,00"])
    first = hold_cheques(form, acting_user=user)
    assert hold_cheques(form, acting_user=user) == first
    assert HeldCheque.objects.count() == 2


def test_the_line_half_typed_is_what_is_kept(counter, user) -> None:
    batch = make.make_batch(user=user)
    keep_unfinished(batch.pk, acting_user=user, values={"form_id": f"{uuid4()}"})
    later.hold(counter.pierre, ["58,00"], user=user, line_of=batch.pk)
    assert not UnfinishedLine.objects.exists()


def test_not_before_its_day_unless_the_client_wants_it(counter, user) -> None:
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    batch = make.make_batch(user=user)
    with pytest.raises(BusinessError, match="convenu pour le"):
        put_in_batch(held.pk, batch.pk, acting_user=user)
    with pytest.raises(BusinessError, match="Dites pourquoi"):
        change_agreed_date(held.pk, acting_user=user, agreed_date=later.in_days(0), reason=" ")
    for days, refusal in ((-1, "passé"), (400, "L131-32")):
        with pytest.raises(BusinessError, match=refusal):
            change_agreed_date(
                held.pk, acting_user=user, agreed_date=later.in_days(days), reason="Appel"
            )
    before = held.agreed_date
    change_agreed_date(
        held.pk, acting_user=user, agreed_date=later.in_days(0), reason="Appel du client"
    )
    event = history_of(held)[0]
    assert event.label == "Date convenue changée"
    assert f"{before:%d/%m/%Y}" in {change.before for change in event.changes}
    assert put_in_batch(held.pk, batch.pk, acting_user=user).amount == euros("58,00")


def test_a_cheque_too_old_is_refused_with_the_law(counter, user) -> None:
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    later.received(held, days_ago=400)
    later.comes_up(held)
    held.refresh_from_db()
    assert held.is_stale
    with pytest.raises(BusinessError, match="L131-32 et L131-59"):
        put_in_batch(held.pk, make.make_batch(user=user).pk, acting_user=user)


def test_taken_out_of_its_batch_it_is_kept_again(counter, user) -> None:
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    later.comes_up(held)
    batch = make.make_batch(user=user)
    keep_unfinished(batch.pk, acting_user=user, values={"form_id": f"{uuid4()}", "bank": "LCL"})
    cheque = put_in_batch(held.pk, batch.pk, acting_user=user)
    assert unfinished(batch, user)["bank"] == "LCL"
    assert put_in_batch(held.pk, batch.pk, acting_user=user) == cheque
    remove_cheque(cheque.pk, acting_user=user)
    held.refresh_from_db()
    assert (held.state, held.cheque, held.ended_at) == (HeldState.KEPT, None, None)
    put_in_batch(held.pk, batch.pk, acting_user=user)
    make.close(batch, user=user)


def cancelled(held, *, user) -> Cheque:
    """It was put in a batch, closed, then cancelled."""
    later.comes_up(held)
    batch = make.make_batch(user=user)
    cheque = put_in_batch(held.pk, batch.pk, acting_user=user)
    with pytest.raises(BusinessError, match="Seul un chèque annulé"):
        keep_cancelled(cheque.pk, acting_user=user)
    make.close(batch, user=user)
    return cancel_cheque(cheque.pk, acting_user=user, reason="Erreur", day=make.DAY)


def test_cancelled_after_its_batch_its_paper_is_kept_again_on_demand(counter, user) -> None:
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    cheque = cancelled(held, user=user)
    held.refresh_from_db()
    assert held.state == HeldState.KEYED
    keep_cancelled(cheque.pk, acting_user=user)
    held.refresh_from_db()
    assert (held.state, held.cheque, held.ended_at) == (HeldState.KEPT, None, None)
    assert history_of(held)[0].label == "Gardé de nouveau"
    with pytest.raises(BusinessError, match="déjà gardé de nouveau"):
        keep_cancelled(cheque.pk, acting_user=user)
    again = put_in_batch(held.pk, make.make_batch(user=user).pk, acting_user=user)
    assert again.amount == euros("58,00")


def test_keyed_again_or_gone_to_the_bank_it_is_not_kept_again(counter, user) -> None:
    held, other = later.hold(counter.pierre, ["58,00", "40,00"], user=user)
    cheque = cancelled(held, user=user)
    batch = make.make_batch(user=user)
    key_cheque(
        batch.pk,
        make.keyed([(counter.pierre, "58,00")], replaces_id=cheque.pk),
        acting_user=user,
    )
    with pytest.raises(BusinessError, match="déjà ressaisi"):
        keep_cancelled(cheque.pk, acting_user=user)
    later.comes_up(other)
    deposited = put_in_batch(other.pk, batch.pk, acting_user=user)
    make.close(batch, user=user)
    make.post(batch, user=user)
    make.deposit(counter, user=user)
    cancel_cheque(deposited.pk, acting_user=user, reason="Erreur", day=make.DAY)
    with pytest.raises(BusinessError, match="parti à la banque"):
        keep_cancelled(deposited.pk, acting_user=user)


def test_put_in_a_batch_with_open_items_it_settles_what_the_law_orders(counter, user) -> None:
    """Nobody chose: the proposal is kept with it, as with an ordinary cheque."""
    oldest = owing.owe(counter, "30,00", "1er trim.")
    next_one = owing.owe(counter, "100,00", "2e trim.")
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    later.comes_up(held)
    cheque = put_in_batch(held.pk, owing.make_batch(user).pk, acting_user=user)
    settled = cheque.shares.get().settles
    assert [tuple(each) for each in settled or []] == [(oldest, 3000), (next_one, 2800)]


def test_a_number_keyed_already_is_asked_about(counter, user) -> None:
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    later.comes_up(held)
    batch = make.make_batch(user=user)
    key_cheque(
        batch.pk, make.keyed([(counter.pierre, "58,00")], number=held.number), acting_user=user
    )
    with pytest.raises(TwinNumberError, match="déjà saisi") as refusal:
        put_in_batch(held.pk, batch.pk, acting_user=user)
    assert [each.number for each in refusal.value.twins] == [held.number]
    put_in_batch(held.pk, batch.pk, acting_user=user, accept_twin=True)
    assert Cheque.objects.count() == 2


def test_one_that_is_refused_stops_no_other(counter, user) -> None:
    good, early = later.hold(counter.pierre, ["58,00", "58,95"], user=user)
    later.comes_up(good)
    done = put_all_in_batch([good.pk, early.pk], make.make_batch(user=user).pk, acting_user=user)
    assert [each.number for each in done.cheques] == [good.number]
    assert [held for held, _error in done.left] == [early]


def test_given_back_or_cancelled_with_a_reason_and_undone(counter, user) -> None:
    held, other = later.hold(counter.pierre, ["58,00", "58,00"], user=user)
    with pytest.raises(BusinessError, match="Dites pourquoi"):
        give_back(held.pk, acting_user=user, reason="")
    give_back(held.pk, acting_user=user, reason="Payé par virement")
    cancel_held(other.pk, acting_user=user, reason="Perdu")
    assert kept_for(Q(account=counter.pierre)) is None
    with pytest.raises(BusinessError, match=r"rendu au tireur.*marie"):
        put_in_batch(held.pk, make.make_batch(user=user).pk, acting_user=user)
    restore_held(held.pk, acting_user=user)
    with pytest.raises(BusinessError, match="ni rendu ni annulé"):
        restore_held(held.pk, acting_user=user)
    assert str(kept_for(Q(account=counter.pierre))).startswith("1 chèque")


def test_a_kept_cheque_is_never_late(counter, user) -> None:
    batch = make.make_batch(user=user)
    batch.arrival_date -= timedelta(days=20)
    batch.save()
    (held,) = later.hold(counter.pierre, ["58,00"], user=user, line_of=batch.pk)
    later.received(held, days_ago=20)
    assert late_batches([batch]) == set()


def test_the_keeper_is_told_on_the_day_and_once(counter, user) -> None:
    boss = factories.make_staff(username="boss", rights=["core_people.receive_system_messages"])
    gone = make.make_cashier(username="paul")
    assert announce_due() == "Aucun chèque gardé à encaisser aujourd’hui."
    (mine,) = later.hold(counter.pierre, ["58,00"], user=user)
    (theirs,) = later.hold(counter.simone, ["40,00"], user=gone)
    announce_due()
    assert not SystemMessage.objects.exists()
    later.comes_up(mine, theirs, days_ago=1)
    gone.is_active = False
    gone.save()
    for _run in range(2):
        assert announce_due() == "2 chèques gardés à encaisser\u00a0: 98,00\u202f€."
    told = SystemMessage.objects.values_list("recipient__username", "title")
    assert sorted(told) == [
        ("boss", "1 chèque gardé à encaisser\u00a0: 40,00\u202f€."),
        ("marie", "1 chèque gardé à encaisser\u00a0: 58,00\u202f€."),
    ]
    assert boss.pk
    (another,) = later.hold(counter.simone, ["5,00"], user=user)
    later.comes_up(another)
    announce_due()
    assert SystemMessage.objects.filter(recipient=user).count() == 2


def test_whoever_is_handed_a_due_cheque_is_told_though_told_already_that_day(counter, user) -> None:
    paul = make.make_cashier(username="paul")
    (hers,) = later.hold(counter.pierre, ["58,00"], user=user)
    (his,) = later.hold(counter.simone, ["40,00"], user=paul)
    later.comes_up(hers, his)
    announce_due()
    hand_over(hers.pk, acting_user=user, keeper=paul)
    for _run in range(2):
        announce_due()
    told = list(SystemMessage.objects.filter(recipient=paul).order_by("pk"))
    assert [each.title for each in told] == [
        "1 chèque gardé à encaisser\u00a0: 40,00\u202f€.",
        "1 chèque gardé à encaisser\u00a0: 58,00\u202f€.",
    ]
    # One fewer to cash is no news.
    cancel_held(his.pk, acting_user=paul, reason="Perdu")
    announce_due()
    assert SystemMessage.objects.count() == 3


def test_a_due_cheque_that_grows_too_old_or_gets_another_day_is_told_again(counter, user) -> None:
    (held,) = later.hold(counter.pierre, ["58,00"], user=user)
    later.comes_up(held)
    announce_due()
    later.received(held, days_ago=380)
    for _run in range(2):
        announce_due()
    told = list(SystemMessage.objects.order_by("pk").values_list("level", flat=True))
    assert told == ["info", "warning"]
    assert "périmé depuis le" in SystemMessage.objects.latest("pk").body
    later.comes_up(held, days_ago=2)
    announce_due()
    assert SystemMessage.objects.count() == 3


def test_many_due_at_once_are_all_named(counter, user) -> None:
    held = [
        *later.hold(counter.pierre, ["5,00"] * 7, user=user),
        *later.hold(counter.simone, ["5,00"] * 7, user=user),
    ]
    later.comes_up(*held)
    for _run in range(2):
        announce_due()
    named = "\n".join(SystemMessage.objects.values_list("body", flat=True))
    assert SystemMessage.objects.count() == 2
    assert all(each.number in named for each in held)
