"""One person does not make the second one, from whichever side, nor makes themselves alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from core.people.models import User
from core.sign_in.services import users
from ledger.books.enums import ChangeState, Proof
from ledger.books.models import BankAccount, BankDetailsChange, Entity
from ledger.books.services.bank_details.decide_change import approve_change
from ledger.books.services.bank_details.request_change import BankDetailsRefusedError
from ledger.books.services.edit_bank_account import update_bank_account
from tests.factories import IBAN, make_account, make_bank_account, make_entity, make_staff

pytestmark = pytest.mark.django_db

NEW = "FR1420041010050500013M02606"
RIGHT = "ledger_books.change_bank_details"


@pytest.fixture
def entity() -> Entity:
    entity = make_entity()
    make_bank_account(entity=entity, iban=IBAN)
    make_account(entity=entity, published=True)
    return entity


@pytest.fixture
def admin() -> User:
    return make_staff(username="admin", is_superuser=True)


def data(
    name: str, *, rights: tuple[str, ...] = (RIGHT,), is_active: bool = True
) -> users.UserData:
    return users.UserData(name, "", name, "", "", is_active=is_active, rights=rights)


def made_by(maker: User, name: str) -> User:
    rights = (RIGHT, "core_people.manage_users", "ledger_books.edit_records")
    return users.create(acting_user=maker, data=data(name, rights=rights))


def ask(entity: Entity, user: User) -> BankDetailsChange:
    update_bank_account(
        bank_account=BankAccount.objects.get(entity=entity),
        values={"iban": NEW, "bic": ""},
        acting_user=user,
        proof=Proof.SECOND_FACTOR,
        now=timezone.now(),
    )
    return BankDetailsChange.objects.get(state=ChangeState.WAITING)


def approve(change: BankDetailsChange, user: User, *, days: int = 0) -> None:
    approve_change(
        change.pk,
        acting_user=user,
        proof=Proof.SECOND_FACTOR,
        now=timezone.now() + timedelta(days=days),
    )


def test_who_made_the_requester_does_not_approve(entity, admin):
    change = ask(entity, made_by(admin, "homme de paille"))
    with pytest.raises(BankDetailsRefusedError):
        approve(change, admin)


def test_nor_does_whoever_the_one_that_they_made_has_made(entity, admin):
    third = made_by(made_by(admin, "paille"), "autre paille")
    change = ask(entity, admin)
    with pytest.raises(BankDetailsRefusedError):
        approve(change, third)


def test_two_that_one_person_made_are_one_hand(entity, admin):
    change = ask(entity, made_by(admin, "un"))
    with pytest.raises(BankDetailsRefusedError):
        approve(change, made_by(admin, "deux"))


def test_a_third_person_that_nobody_touched_approves(entity, admin):
    independent = make_staff(username="claire", rights=[RIGHT])
    approve(ask(entity, made_by(admin, "un")), independent)
    assert BankAccount.objects.get(entity=entity).iban == NEW


@pytest.mark.parametrize(
    "after",
    [
        data("claire", is_active=False),
        data("claire", rights=()),
    ],
    ids=["closed", "right taken"],
)
def test_who_puts_the_second_person_aside_waits_thirty_days(entity, admin, after):
    claire = make_staff(username="claire", rights=[RIGHT])
    users.update(acting_user=admin, user_id=claire.pk, data=after)
    change = ask(entity, admin)
    with pytest.raises(BankDetailsRefusedError):
        approve(change, admin, days=29)
    approve(change, admin, days=30)
    assert BankAccount.objects.get(entity=entity).iban == NEW


def test_nor_does_changing_the_second_person_s_account_spare_the_wait(entity, admin):
    claire = make_staff(username="claire", rights=[RIGHT])
    users.update(acting_user=admin, user_id=claire.pk, data=data("claire2"))
    not_before = ask(entity, admin).not_before
    assert not_before is not None
    assert not_before > timezone.now() + timedelta(days=29)


def test_a_name_put_right_makes_nobody_beholden(entity, admin):
    claire = make_staff(username="claire", rights=[RIGHT])
    held = sorted(users.rights_of(claire))
    renamed = users.UserData("claire", "Claire", "Saurupt", claire.email, "cs", rights=held)
    users.update(acting_user=admin, user_id=claire.pk, data=renamed)
    approve(ask(entity, admin), claire)
    assert BankAccount.objects.get(entity=entity).iban == NEW


def test_nor_is_it_sooner_by_the_hand_of_one_that_they_made(entity, admin):
    claire = make_staff(username="claire", rights=[RIGHT])
    users.update(acting_user=admin, user_id=claire.pk, data=data("claire", is_active=False))
    straw = made_by(admin, "paille")
    change = ask(entity, straw)
    with pytest.raises(BankDetailsRefusedError):
        approve(change, straw, days=29)


def test_a_newcomer_s_account_makes_nobody_wait_longer(entity, admin):
    """Who could confirm alone yesterday still can."""
    made_by(admin, "nouvelle")
    approve(ask(entity, admin), admin, days=5)
    assert BankAccount.objects.get(entity=entity).iban == NEW
