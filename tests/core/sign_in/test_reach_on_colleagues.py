"""Nobody acts on an account that holds a right they lack: it could be theirs a minute later."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from core.database.enums import SecurityKind
from core.database.models import AuditEvent, SecurityEvent
from core.jobs.models import OutboxMessage
from core.jobs.services import outbox
from core.people.models import User
from core.sign_in.services import users
from core.text.errors import BusinessError
from ledger.books.services.set_portfolio import set_portfolio
from tests.core.records_of_staff import new, of
from tests.factories import make_entity, make_staff

pytestmark = pytest.mark.django_db

ACTS: dict[str, Callable[[User, User], Any]] = {
    "rename": lambda by, on: users.update(
        acting_user=by, user_id=on.pk, data=of(on, last_name="Autre")
    ),
    "take the address": lambda by, on: users.update(
        acting_user=by, user_id=on.pk, data=of(on, email="moi@exemple.fr")
    ),
    "deactivate": lambda by, on: users.update(
        acting_user=by, user_id=on.pk, data=of(on, is_active=False)
    ),
    "take a right": lambda by, on: users.update(
        acting_user=by, user_id=on.pk, data=of(on, rights=[])
    ),
    "reset link": lambda by, on: users.reset_password(acting_user=by, user_id=on.pk),
    "second factor": lambda by, on: users.reset_second_factor(acting_user=by, user_id=on.pk),
}


@pytest.fixture
def secretary() -> User:
    return make_staff(rights=["core_people.manage_users", "core_people.see_files"])


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"rights": ["receipts_draft.post_receipts"]}, "des droits que vous n’avez pas"),
        (
            {"rights": ["core_people.see_files", "core_people.reveal_iban"]},
            "des droits que vous n’avez pas",
        ),
        ({"is_superuser": True}, "Seul un administrateur"),
        # Closed accounts keep their rights, and get them back with a tick.
        ({"rights": ["receipts_draft.post_receipts"], "is_active": False}, "que vous n’avez pas"),
    ],
)
def test_an_account_that_holds_more_is_out_of_reach(secretary, act, fields, refusal) -> None:
    colleague = make_staff(email="claire@exemple.fr", **fields)
    TOTP.activate(colleague, "JBSWY3DPEHPK3PXP")
    before = User.objects.filter(pk=colleague.pk).values().get()
    with pytest.raises(BusinessError, match=refusal):
        act(secretary, colleague)
    assert User.objects.filter(pk=colleague.pk).values().get() == before
    assert Authenticator.objects.filter(user=colleague).exists()
    assert not AuditEvent.objects.exists()
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_an_account_that_holds_as_much_is_within_reach(secretary, act) -> None:
    act(secretary, make_staff(rights=["core_people.see_files"], email="claire@exemple.fr"))
    assert AuditEvent.objects.filter(user=secretary).exists()


def test_who_works_on_other_entities_is_out_of_reach(secretary) -> None:
    mine, theirs = make_entity(code="S001"), make_entity(code="S002")
    admin = make_staff(is_superuser=True)
    near, far = make_staff(every_entity=False), make_staff(every_entity=False)
    for user, entity in ((secretary, mine), (near, mine), (far, theirs)):
        set_portfolio(
            user_id=user.pk, every_entity=False, entity_ids=[entity.pk], acting_user=admin
        )
    secretary.refresh_from_db()
    users.check_reach(secretary, User.objects.get(pk=near.pk))
    for colleague in (User.objects.get(pk=far.pk), make_staff()):
        with pytest.raises(BusinessError, match="d’autres entités"):
            users.reset_second_factor(acting_user=secretary, user_id=colleague.pk)
    made = users.create(acting_user=secretary, data=new())
    assert not made.every_entity


def test_a_portfolio_is_not_set_for_who_holds_more(secretary) -> None:
    colleague = make_staff(rights=["receipts_draft.post_receipts"])
    entity = make_entity()
    with pytest.raises(BusinessError, match="que vous n’avez pas"):
        set_portfolio(
            user_id=colleague.pk,
            every_entity=False,
            entity_ids=[entity.pk],
            acting_user=secretary,
        )


def test_the_refusal_names_the_rights_and_the_page_offers_nothing(back_office: Client) -> None:
    secretary = make_staff(rights=["core_people.manage_users"])
    colleague = make_staff(rights=["receipts_draft.post_receipts"], email="claire@exemple.fr")
    back_office.force_login(secretary)
    page = back_office.get(f"/parametres/utilisateurs/{colleague.pk}/").content.decode()
    assert "demandez à qui les a" in page
    assert "Valider" in page
    assert f"/parametres/utilisateurs/{colleague.pk}/lien/" not in page
    assert "factor-dialog" not in page
    answer = back_office.post(f"/parametres/utilisateurs/{colleague.pk}/lien/", follow=True)
    assert "demandez à qui les a" in answer.content.decode()
    assert not OutboxMessage.objects.exists()


def letters() -> dict[str, str]:
    outbox.deliver()
    return {letter.to[0]: str(letter.body) for letter in mail.outbox}


def test_a_new_address_is_told_to_the_former_one_too() -> None:
    claire = make_staff(email="claire@exemple.fr")
    admin = make_staff(is_superuser=True)
    users.update(acting_user=admin, user_id=claire.pk, data=of(claire, email="autre@exemple.fr"))
    assert set(letters()) == {"claire@exemple.fr", "autre@exemple.fr"}
    event = SecurityEvent.objects.get(kind=SecurityKind.ADDRESS_CHANGED)
    assert event.data == {"email": ["c•••@exemple.fr", "a•••@exemple.fr"]}
    assert (event.user, event.acting_user) == (claire, admin)


@pytest.mark.parametrize(
    ("change", "kind", "sentence"),
    [
        ({"rights": ["core_people.see_audit"]}, SecurityKind.RIGHTS_CHANGED, "Vos droits"),
        ({"is_administrator": True}, SecurityKind.RIGHTS_CHANGED, "Vos droits"),
        ({"is_active": False}, SecurityKind.ACCOUNT_CLOSED, "désactivé"),
    ],
)
def test_what_is_changed_is_told_to_the_person_and_logged(change, kind, sentence) -> None:
    claire, admin = make_staff(email="claire@exemple.fr"), make_staff(is_superuser=True)
    users.update(acting_user=admin, user_id=claire.pk, data=of(claire, **change))
    assert sentence in letters()["claire@exemple.fr"]
    assert SecurityEvent.objects.get().kind == kind


def test_a_forgotten_factor_is_told_to_the_person() -> None:
    claire, admin = make_staff(email="claire@exemple.fr"), make_staff(is_superuser=True)
    users.reset_second_factor(acting_user=admin, user_id=claire.pk)
    assert "seconds facteurs" in letters()["claire@exemple.fr"]
    assert SecurityEvent.objects.get().kind == SecurityKind.FACTOR_RESET
