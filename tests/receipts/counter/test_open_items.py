"""A batch « avec factures en attente »: each cheque settles what was shown or chosen, exactly."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from core.database.models import AuditEvent
from core.jobs.models import SystemMessage
from core.jobs.services import outbox
from core.text.errors import BusinessError
from core.text.money import from_cents, to_cents
from ledger.books.models import Account
from ledger.matching.selectors.open_items import debts, open_items, receipts
from ledger.matching.services.match_by_hand import match_lines
from ledger.people.models import PartyFlag
from receipts.counter.models import Cheque, ChequeShare
from receipts.counter.selectors.open_items import Owed, propose, read_books
from receipts.counter.services.key_cheque import change_cheque, key_cheque
from tests.factories import euros
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import FLAG, make_batch, owe, owed, post

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user():
    return make.make_cashier()


@pytest.fixture
def second(counter) -> int:
    """Pierre owes 65,63 € since April, and 40,00 € since July."""
    return owe(counter, "65,63", "2e trim.")


@pytest.fixture
def third(counter, second) -> int:
    return owe(counter, "40", "3e trim.")


def key(batch, counter, amount, user, **fields) -> Cheque:
    return key_cheque(batch.pk, make.keyed([(counter.pierre, amount)], **fields), acting_user=user)


def test_untouched_it_settles_what_was_proposed(counter, user, second, third) -> None:
    batch = make_batch(user)
    cheque = key(batch, counter, "75,63", user)
    assert cheque.shares.get().settles == [[second, 6563], [third, 1000]]
    post(batch, user)
    assert owed(counter.pierre) == {"3e trim.": "30,00"}
    assert make.balance(counter.pierre) == "30,00"


def test_a_batch_without_open_items_settles_nothing(counter, user, second, third) -> None:
    batch = make.make_batch(user=user)
    assert key(batch, counter, "75,63", user).shares.get().settles is None
    post(batch, user)
    assert owed(counter.pierre) == {"2e trim.": "65,63", "3e trim.": "40,00"}


def test_the_debtor_names_the_later_debt_and_part_of_the_other(counter, user, second, third):
    batch = make_batch(user)
    chosen = {counter.pierre.pk: [(third, euros("40")), (second, euros("5,63"))]}
    key(batch, counter, "45,63", user, settles=chosen)
    post(batch, user)
    assert owed(counter.pierre) == {"2e trim.": "60,00"}


def test_what_is_kept_on_account_stays_there(counter, user, second, third) -> None:
    batch = make_batch(user)
    key(batch, counter, "50", user, settles={counter.pierre.pk: [(third, euros("40"))]})
    key(batch, counter, "20", user, settles={counter.pierre.pk: []})
    post(batch, user)
    assert owed(counter.pierre) == {"2e trim.": "65,63"}
    kept = [f"{item.remainder}" for item in receipts(open_items([counter.pierre.pk]))]
    assert sorted(kept) == ["10.00", "20.00"]


def test_two_cheques_of_one_batch_never_settle_the_same_euro(counter, user, second, third):
    batch = make_batch(user)
    key(batch, counter, "65,63", user)
    assert key(batch, counter, "50", user).shares.get().settles == [[third, 4000]]
    with pytest.raises(BusinessError, match="ne peut recevoir que 0,00"):
        key(batch, counter, "1", user, settles={counter.pierre.pk: [(second, euros("1"))]})
    post(batch, user)
    assert owed(counter.pierre) == {}


def test_a_corrected_cheque_is_proposed_again_its_own_claim_aside(counter, user, second):
    batch = make_batch(user)
    cheque = key(batch, counter, "65,63", user)
    line = make.keyed([(counter.pierre, "30")])
    changed = change_cheque(cheque.pk, line, acting_user=user)
    assert changed.shares.get().settles == [[second, 3000]]


def test_each_share_of_a_split_cheque_has_its_own_debts(counter, user, second) -> None:
    others = owe(counter, "20", "2e trim.", account=counter.simone)
    batch = make_batch(user)
    line = make.keyed([(counter.pierre, "65,63"), (counter.simone, "30")])
    cheque = key_cheque(batch.pk, line, acting_user=user)
    settled = dict(cheque.shares.values_list("account", "settles"))
    assert settled == {counter.pierre.pk: [[second, 6563]], counter.simone.pk: [[others, 2000]]}
    post(batch, user)
    assert owed(counter.pierre) == owed(counter.simone) == {}


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        ([("second", "70")], "ne peut recevoir que 65,63"),
        ([("second", "60"), ("third", "20")], "il n’y a que 65,63"),
        ([("second", "-1")], "n’est pas négatif"),
        ([("second", "1"), ("second", "1")], "deux fois"),
        ([("simone", "1")], "réglée entre-temps"),
    ],
)
def test_what_does_not_hold_is_refused(counter, second, third, parts, refusal) -> None:
    user = make.make_cashier()
    lines = {"second": second, "third": third}
    lines["simone"] = owe(counter, "20", "2e trim.", account=counter.simone)
    chosen = {counter.pierre.pk: [(lines[name], euros(text)) for name, text in parts]}
    with pytest.raises(BusinessError, match=refusal):
        key(make_batch(user), counter, "65,63", user, settles=chosen)
    assert not Cheque.objects.exists()


def settle_otherwise(counter: make.Counter, line_id: int, amount: str, user) -> None:
    """A colleague takes a cheque in another batch, and matches it by hand."""
    batch = make.make_batch(user=user)
    make.make_cheques([amount], account=counter.pierre, user=user, batch=batch)
    make.close(batch, user=user)
    make.post(batch, user=user)
    (credit,) = receipts(open_items([counter.pierre.pk]))
    match_lines(
        account=counter.pierre,
        line_ids=[line_id, credit.line_id],
        acting_user=user,
        on=timezone.localdate(),
    )


def test_settled_meanwhile_the_rest_follows_the_law_and_it_is_said(counter, user, second, third):
    batch = make_batch(user)
    key(batch, counter, "60", user, settles={counter.pierre.pk: [(third, euros("40"))]})
    settle_otherwise(counter, third, "25", make.make_cashier())
    post(batch, user)
    # 15 € of the third quarter were left; the 25 € that it takes no more go to the second; the
    # 20 € that were to stay on account are there.
    assert owed(counter.pierre) == {"2e trim.": "40,63"}
    assert [f"{each.remainder}" for each in receipts(open_items([counter.pierre.pk]))] == ["20.00"]
    told = AuditEvent.objects.get(action="receipt.divert")
    assert told.data == {"lost": "25.00", "elsewhere": "25.00"}
    message = SystemMessage.objects.get(recipient=user, identity__startswith="receipts.divert")
    assert "25,00" in message.body
    assert "en compte" not in message.body
    outbox.deliver()
    assert SystemMessage.objects.filter(identity__startswith="receipts.divert").count() == 1


def test_what_no_other_debt_takes_is_said_to_stay_on_account(counter, user, third) -> None:
    """60 € chosen for 65,63 €, of which 50 € are paid meanwhile: 15,63 € are left to it, nothing
    else but 40 € is owed, and 4,37 € remain."""
    second = owed_line(counter, "2e trim.")
    batch = make_batch(user)
    key(batch, counter, "60", user, settles={counter.pierre.pk: [(second, euros("60"))]})
    settle_otherwise(counter, second, "50", make.make_cashier())
    post(batch, user)
    told = AuditEvent.objects.get(action="receipt.divert")
    assert told.data == {"lost": "44.37", "elsewhere": "40.00"}
    message = SystemMessage.objects.get(recipient=user, identity__startswith="receipts.divert")
    assert "4,37" in message.body
    assert "en compte" in message.body


def owed_line(counter: make.Counter, label: str) -> int:
    (found,) = [each for each in open_items([counter.pierre.pk]) if each.label == label]
    return found.line_id


def test_cashed_and_flagged_in_one_gesture(counter, user) -> None:
    batch = make_batch(user)
    flags = {counter.pierre.pk: "deceased"}
    with pytest.raises(BusinessError, match="un droit"):
        key(batch, counter, "10", user, flags=flags)
    assert not Cheque.objects.exists()
    teller = make.make_cashier()
    teller.user_permissions.add(*make.permissions([FLAG]))
    teller = type(teller).objects.get(pk=teller.pk)
    own = make_batch(teller)
    key(own, counter, "10", teller, flags=flags)
    key(own, counter, "10", teller, flags=flags)
    flag = PartyFlag.objects.get(party=counter.pierre.party)
    assert (flag.kind, flag.since, flag.raised_by) == ("deceased", own.arrival_date, teller)


CENTS = st.integers(min_value=1, max_value=20_000)


@settings(max_examples=25, deadline=None)
@given(debts_of=st.lists(CENTS, min_size=1, max_size=4), cheque=CENTS, data=st.data())
def test_whatever_is_chosen_nothing_is_lost_nor_settled_twice(
    debts_of: list[int], cheque: int, data: st.DataObject
) -> None:
    """Of every cheque, what is settled and what stays on account add up to its amount."""
    with transaction.atomic():
        counter, user = make.make_counter(), make.make_cashier()
        lines = [
            owe(counter, f"{from_cents(cents)}", f"Appel {rank}")
            for rank, cents in enumerate(debts_of)
        ]
        chosen, left = [], cheque
        for line_id, cents in zip(lines, debts_of, strict=True):
            part = data.draw(st.integers(min_value=0, max_value=min(cents, left)))
            left -= part
            chosen.append((line_id, from_cents(part)))
        choices = {counter.pierre.pk: chosen} if data.draw(st.booleans()) else {}
        batch = make_batch(user)
        key(batch, counter, f"{from_cents(cheque)}", user, settles=choices)
        post(batch, user)
        before, items = sum(debts_of), open_items([counter.pierre.pk])
        still = sum(to_cents(item.remainder) for item in debts(items))
        kept = sum(to_cents(item.remainder) for item in receipts(items))
        assert before - still + kept == cheque
        assert all(0 < item.remainder <= item.amount for item in items)
        if choices:
            assert kept == left
        else:
            assert kept == max(cheque - before, 0)
        assert to_cents(Account.objects.get(pk=counter.pierre.pk).balance) == before - cheque
        transaction.set_rollback(True)


def test_the_proposal_follows_the_law(counter, user, third) -> None:
    late = owe(counter, "7,50", "Intérêts")
    batch = make_batch(user)
    batch.arrival_date = date(2026, 6, 1)
    rows: list[Owed] = list(read_books([counter.pierre.pk]).owed[counter.pierre.pk])
    shares = propose(rows, euros("70"), batch=batch).shares
    # The second quarter is due; what falls due in July comes after.
    assert shares[0].item.label == "2e trim."
    assert {share.item.line_id for share in shares} >= {late}
    assert ChequeShare.objects.count() == 0
