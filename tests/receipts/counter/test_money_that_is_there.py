"""No debt is proposed while the money for it is on the account, in the draft or in a cheque."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client

from core.jobs.services import outbox
from core.people.models import User
from receipts.counter.models import Batch, Cheque
from receipts.counter.services.key_cheque import key_cheque
from receipts.counter.services.match_before_proposing import match_before_proposing
from tests.factories import euros
from tests.ledger.open_items import letters
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import make_batch, owe, owed
from tests.receipts.factories import Books, make_receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user() -> User:
    return make.make_cashier()


def key(batch: Batch, counter: make.Counter, amount: str, user: User) -> Cheque:
    keyed = make.keyed([(counter.pierre, amount)])
    return key_cheque(batch.pk, keyed, acting_user=user)


def draft(counter: make.Counter, amount: str, **fields: Any) -> None:
    books = Books(counter.entity, counter.bank_journal, counter.pierre)
    make_receipt(books=books, amount=euros(amount), **fields)


def pay(counter: make.Counter, amount: str, user: User) -> None:
    """A cheque of a batch without open items: posted, it stays on account."""
    batch = make.make_batch(user=user)
    key(batch, counter, amount, user)
    make.close(batch, user=user)
    make.post(batch, user=user)


def settles(cheque: Cheque) -> list[list[int]] | None:
    found: list[list[int]] | None = cheque.shares.get().settles
    return found


def test_thousands_on_account_pay_the_debt_of_two_years_before_it_is_proposed(counter, user):
    owe(counter, "100", "Ancien", day=date(2026, 1, 5))
    latest = owe(counter, "80", "Dernier", day=date(2026, 11, 1))
    pay(counter, "130", user)
    cheque = key(make_batch(user), counter, "50", user)
    # 130 € had paid the old debt and 30 € of the last: 50 € of it are left.
    assert settles(cheque) == [[latest, 5000]]
    assert owed(counter.pierre) == {"Dernier": "50,00"}
    assert len(set(letters(counter.pierre).values())) == 1


def test_the_panel_matches_before_it_proposes(counter, user, client: Client) -> None:
    owe(counter, "100", "Ancien", day=date(2026, 1, 5))
    pay(counter, "130", user)
    batch = make_batch(user)
    client.force_login(user)
    answer = client.post(
        f"/guichet/lots/{batch.pk}/dettes/",
        {"account": str(counter.pierre.pk), "words": "50,00", "figures": "50,00"},
    )
    assert answer.status_code == 200
    assert owed(counter.pierre) == {}
    assert "Ancien" not in answer.content.decode()


def test_a_debt_that_is_not_due_is_left_to_the_money_on_account(counter, user) -> None:
    owe(counter, "100", "À venir", day=date(2026, 11, 1), due_on=date(2026, 12, 31))
    pay(counter, "30", user)
    cheque = key(make_batch(user), counter, "90", user)
    assert owed(counter.pierre) == {"À venir": "100,00"}
    # The money that is there still goes before this cheque's.
    assert [cents for _line, cents in settles(cheque) or []] == [7000]


@pytest.mark.dated("receipts.counter.services.match_before_proposing")
def test_a_debt_due_on_the_day_of_the_mail_is_paid_by_the_money_on_account(counter, user) -> None:
    owe(counter, "100", "Du jour", day=date(2026, 11, 1), due_on=make.DAY)
    pay(counter, "30", user)
    key(make_batch(user), counter, "10", user)
    assert owed(counter.pierre) == {"Du jour": "70,00"}


@pytest.mark.dated
def test_what_a_posted_cheque_is_to_settle_by_choice_waits_for_its_matching(counter, user) -> None:
    """Posted, not matched yet: its choice is followed before anything else takes its money."""
    owe(counter, "100", "Ancien", day=date(2026, 1, 5))
    recent = owe(counter, "60", "Récent", day=date(2026, 11, 1))
    batch = make_batch(user)
    chosen = {counter.pierre.pk: [(recent, euros("60"))]}
    named = make.keyed([(counter.pierre, "60")], settles=chosen)
    key_cheque(batch.pk, named, acting_user=user)
    make.close(batch, user=user)
    make.post(batch, user=user)
    match_before_proposing([counter.pierre.pk], acting_user=user, on=make.DAY)
    assert owed(counter.pierre) == {"Ancien": "100,00", "Récent": "60,00"}
    outbox.deliver()
    assert owed(counter.pierre) == {"Ancien": "100,00"}


def test_what_another_cheque_settles_by_name_is_not_taken_by_money_on_account(counter, user):
    old = owe(counter, "100", "Ancien", day=date(2026, 1, 5))
    recent = owe(counter, "100", "Récent", day=date(2026, 11, 1))
    batch = make_batch(user)
    chosen = {counter.pierre.pk: [(old, euros("100"))]}
    named = make.keyed([(counter.pierre, "100")], settles=chosen)
    key_cheque(batch.pk, named, acting_user=user)
    pay(counter, "40", user)
    cheque = key(batch, counter, "60", user)
    assert settles(cheque) == [[recent, 6000]]
    assert owed(counter.pierre) == {"Ancien": "100,00", "Récent": "60,00"}


@pytest.mark.parametrize("channel", ["kiosk", "transfer", "cash", "card_terminal"])
def test_money_in_the_draft_covers_the_oldest_debts(counter, user, channel: str) -> None:
    owe(counter, "100", "Ancien", day=date(2026, 1, 5))
    recent = owe(counter, "80", "Récent", day=date(2026, 11, 1))
    draft(counter, "110", channel=channel)
    cheque = key(make_batch(user), counter, "90", user)
    assert settles(cheque) == [[recent, 7000]]


def test_money_in_the_draft_and_a_named_debt_are_not_counted_twice(counter, user) -> None:
    """A cheque of 100 € names the recent debt: drafted, it covers that debt and no other."""
    old = owe(counter, "100", "Ancien", day=date(2026, 1, 5))
    recent = owe(counter, "100", "Récent", day=date(2026, 11, 1))
    batch = make_batch(user)
    named = make.keyed(
        [(counter.pierre, "100")], settles={counter.pierre.pk: [(recent, euros("100"))]}
    )
    key_cheque(batch.pk, named, acting_user=user)
    make.close(batch, user=user)
    cheque = key(make_batch(user), counter, "100", user)
    assert settles(cheque) == [[old, 10000]]


def test_the_counter_tells_what_lies_in_the_draft(counter, user, client: Client) -> None:
    draft(counter, "650")
    client.force_login(user)
    said = client.get("/guichet/chercher/", {"q": "PROPRIETAIRE"}).content.decode()
    assert "650,00\u202f€ déjà au brouillard" in said.replace("\xa0", "\u202f")
