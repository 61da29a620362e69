"""What clients pay into changes when two agree; alone, with a second factor and a delay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.database.models import AuditEvent
from core.jobs.models import SystemMessage
from core.people.models import User
from core.sign_in.services import users
from ledger.books.enums import ChangeState, Proof
from ledger.books.models import BankAccount, BankDetailsChange, Entity
from ledger.books.services.bank_details.decide_change import (
    approve_change,
    refuse_change,
    withdraw_change,
)
from ledger.books.services.bank_details.request_change import BankDetailsRefusedError
from ledger.books.services.edit_bank_account import create_bank_account, update_bank_account
from ledger.books.services.save_entity import save_entity
from tests.factories import IBAN, make_account, make_bank_account, make_entity, make_staff

pytestmark = pytest.mark.django_db

NEW = "FR1420041010050500013M02606"
RIGHT = "ledger_books.change_bank_details"
#: A Thursday.
NOW = datetime(2026, 11, 26, 10, tzinfo=UTC)


@pytest.fixture
def entity() -> Entity:
    """A syndicate whose clients see where to pay."""
    entity = make_entity()
    make_bank_account(entity=entity, iban=IBAN)
    make_account(entity=entity, published=True)
    return entity


@pytest.fixture
def marie() -> User:
    return make_staff(username="marie", rights=[RIGHT, "ledger_books.edit_records"])


@pytest.fixture
def claire() -> User:
    return make_staff(username="claire", rights=[RIGHT])


def change_iban(entity: Entity, user: User, proof: Proof = Proof.PASSWORD) -> BankDetailsChange:
    account = BankAccount.objects.get(entity=entity)
    update_bank_account(
        bank_account=account,
        values={"iban": NEW, "bic": ""},
        acting_user=user,
        proof=proof,
        now=timezone.now(),
    )
    return BankDetailsChange.objects.get(state=ChangeState.WAITING)


def iban_in_force(entity: Entity) -> str:
    return str(BankAccount.objects.get(entity=entity).iban)


def test_the_old_iban_holds_until_a_second_person_approves(entity, marie, claire):
    change = change_iban(entity, marie)
    assert iban_in_force(entity) == IBAN
    approve_change(change.pk, acting_user=claire, proof=Proof.PASSWORD, now=NOW)
    assert iban_in_force(entity) == NEW
    told = AuditEvent.objects.get(action="bank_details.approve").data
    assert told["iban_masked"] == ["FR76 •••• 0189", "FR14 •••• 2606"]


@pytest.mark.dated("ledger.books.services.bank_details.tell_change")
def test_who_asks_does_not_approve(entity, marie, claire):
    change = change_iban(entity, marie)
    with pytest.raises(BankDetailsRefusedError, match=str(claire)):
        approve_change(
            change.pk, acting_user=marie, proof=Proof.SECOND_FACTOR, now=NOW + timedelta(days=9)
        )
    assert iban_in_force(entity) == IBAN


def test_refused_or_withdrawn_nothing_changes(entity, marie, claire):
    refuse_change(change_iban(entity, marie).pk, acting_user=claire, now=NOW)
    change = change_iban(entity, marie)
    with pytest.raises(BankDetailsRefusedError):
        withdraw_change(change.pk, acting_user=claire, now=NOW)
    withdraw_change(change.pk, acting_user=marie, now=NOW)
    assert iban_in_force(entity) == IBAN
    with pytest.raises(BankDetailsRefusedError):
        approve_change(change.pk, acting_user=claire, proof=Proof.PASSWORD, now=NOW)


def test_refused_the_entity_s_own_trail_says_nothing_and_approved_it_does(entity, marie, claire):
    refuse_change(change_iban(entity, marie).pk, acting_user=claire, now=NOW)
    assert not AuditEvent.objects.filter(action="entity.bank_details").exists()
    change = change_iban(entity, marie)
    approve_change(change.pk, acting_user=claire, proof=Proof.PASSWORD, now=NOW)
    assert AuditEvent.objects.get(action="entity.bank_details").object_id == str(entity.pk)


@pytest.mark.parametrize("act", [refuse_change, withdraw_change])
def test_whoever_lost_the_right_decides_nothing(entity, marie, claire, act):
    change = change_iban(entity, marie)
    person = claire if act is refuse_change else marie
    person.user_permissions.clear()
    with pytest.raises(BankDetailsRefusedError, match="droit à part"):
        act(change.pk, acting_user=User.objects.get(pk=person.pk), now=NOW)
    change.refresh_from_db()
    assert change.state == ChangeState.WAITING


def test_the_bic_changes_with_the_iban_or_alone(entity, marie, claire):
    account = BankAccount.objects.get(entity=entity)
    for iban, bic in ((NEW, "PSSTFRPPXXX"), (NEW, "AGRIFRPP888")):
        update_bank_account(
            bank_account=account,
            values={"iban": iban, "bic": bic},
            acting_user=marie,
            proof=Proof.PASSWORD,
            now=timezone.now(),
        )
        change = BankDetailsChange.objects.get(state=ChangeState.WAITING)
        approve_change(change.pk, acting_user=claire, proof=Proof.PASSWORD, now=NOW)
        account = BankAccount.objects.get(entity=entity)
        assert (account.iban, account.bic) == (iban, bic)


def test_a_second_change_waits_for_the_first(entity, marie, claire):
    change_iban(entity, marie)
    with pytest.raises(BankDetailsRefusedError):
        change_iban(entity, claire)


@pytest.mark.dated
def test_whoever_lacks_the_right_changes_nothing(entity, claire):
    editor = make_staff(rights=["ledger_books.edit_records"])
    with pytest.raises(BankDetailsRefusedError):
        change_iban(entity, editor)
    with pytest.raises(BankDetailsRefusedError):
        create_bank_account(
            entity=entity, label="Autre", iban=NEW, bic="", acting_user=editor, now=timezone.now()
        )
    assert not BankDetailsChange.objects.exists()


@pytest.mark.parametrize("act", ["request", "approve"])
def test_signing_in_is_no_proof(entity, marie, claire, act):
    if act == "request":
        with pytest.raises(BankDetailsRefusedError):
            change_iban(entity, marie, Proof.NONE)
    else:
        change = change_iban(entity, marie)
        with pytest.raises(BankDetailsRefusedError):
            approve_change(change.pk, acting_user=claire, proof=Proof.NONE, now=NOW)
    assert iban_in_force(entity) == IBAN


class TestAlone:
    def test_wants_the_second_factor(self, entity, marie):
        with pytest.raises(BankDetailsRefusedError):
            change_iban(entity, marie, Proof.PASSWORD)

    def test_waits_for_a_working_day(self, entity, marie):
        change = change_iban(entity, marie, Proof.SECOND_FACTOR)
        assert change.not_before is not None
        with pytest.raises(BankDetailsRefusedError):
            approve_change(
                change.pk,
                acting_user=marie,
                proof=Proof.SECOND_FACTOR,
                now=change.not_before - timedelta(seconds=1),
            )
        approve_change(
            change.pk, acting_user=marie, proof=Proof.SECOND_FACTOR, now=change.not_before
        )
        assert iban_in_force(entity) == NEW

    def test_a_second_person_who_left_meanwhile_shortens_nothing(self, entity, marie, claire):
        change = change_iban(entity, marie)
        User.objects.filter(pk=claire.pk).update(is_active=False)
        with pytest.raises(BankDetailsRefusedError):
            approve_change(
                change.pk,
                acting_user=marie,
                proof=Proof.SECOND_FACTOR,
                now=NOW + timedelta(days=30),
            )

    def test_a_person_makes_no_second_one(self, entity):
        admin = make_staff(username="admin", is_superuser=True)
        other = make_staff(username="autre")
        data = users.UserData("autre", "", "Autre", "", "", rights=[RIGHT])
        users.update(acting_user=admin, user_id=other.pk, data=data)
        change = change_iban(entity, admin, Proof.SECOND_FACTOR)
        made = User.objects.get(pk=other.pk)
        with pytest.raises(BankDetailsRefusedError):
            approve_change(change.pk, acting_user=made, proof=Proof.SECOND_FACTOR, now=NOW)


@pytest.mark.parametrize(
    ("field", "value"),
    [("creditor_identifier", "FR72ZZZ654321"), ("name", "Autre"), ("ordering_party", "Autre")],
)
def test_the_ics_and_the_creditor_s_name_wait_too(entity, marie, claire, field, value):
    from stdnum.eu import at_02

    if field == "creditor_identifier":
        value = next(filter(at_02.is_valid, (f"FR{n:02}ZZZ654321" for n in range(100))))
    before = getattr(entity, field)
    save_entity(
        entity=entity,
        values={field: value, "town": "METZ"},
        acting_user=marie,
        proof=Proof.PASSWORD,
        now=timezone.now(),
    )
    entity.refresh_from_db()
    assert (getattr(entity, field), entity.town) == (before, "METZ")
    change = BankDetailsChange.objects.get()
    approve_change(change.pk, acting_user=claire, proof=Proof.PASSWORD, now=NOW)
    entity.refresh_from_db()
    assert getattr(entity, field) == value


def test_an_account_beside_the_first_is_added_once_approved(entity, marie, claire):
    """Else the old one would be left alone, and another put in its place."""
    made = create_bank_account(
        entity=entity,
        label="Livret",
        iban=NEW,
        bic="",
        acting_user=marie,
        proof=Proof.PASSWORD,
        now=timezone.now(),
    )
    assert isinstance(made, BankDetailsChange)
    assert BankAccount.objects.count() == 1
    approve_change(made.pk, acting_user=claire, proof=Proof.PASSWORD, now=NOW)
    assert BankAccount.objects.get(label="Livret").iban == NEW
    entity.refresh_from_db()
    assert entity.collection_account is not None
    assert entity.collection_account.iban == IBAN


def test_the_first_iban_of_an_entity_that_clients_see_is_paid_into_once_approved(marie, claire):
    entity = make_entity()
    make_account(entity=entity, published=True)
    bank = {"iban": NEW, "bic": ""}
    save_entity(
        entity=entity,
        values={},
        bank=bank,
        acting_user=marie,
        proof=Proof.PASSWORD,
        now=timezone.now(),
    )
    assert not BankAccount.objects.exists()
    change = BankDetailsChange.objects.get()
    approve_change(change.pk, acting_user=claire, proof=Proof.PASSWORD, now=NOW)
    entity.refresh_from_db()
    assert entity.collection_account is not None
    assert entity.collection_account.iban == NEW


@pytest.mark.dated("ledger.books.services.set_entity_bank_details")
def test_the_first_iban_of_an_entity_that_nobody_knows_is_in_force_at_once(marie):
    admin = make_staff(is_superuser=True)
    entity = make_entity()
    save_entity(
        entity=entity,
        values={},
        bank={"iban": NEW, "bic": ""},
        acting_user=marie,
        now=timezone.now(),
    )
    assert iban_in_force(entity) == NEW
    assert SystemMessage.objects.filter(recipient=admin).exists()


def test_every_administrator_is_told_without_the_iban(entity, marie, claire):
    admins = [make_staff(is_superuser=True), make_staff(is_superuser=True)]
    change = change_iban(entity, marie)
    approve_change(change.pk, acting_user=claire, proof=Proof.PASSWORD, now=NOW)
    for admin in admins:
        bodies = SystemMessage.objects.filter(recipient=admin).values_list("body", flat=True)
        assert len(bodies) == 2
        assert all("FR14 •••• 2606" in body and NEW not in body for body in bodies)


def test_whoever_may_approve_is_told_without_being_an_administrator(entity, marie, claire):
    change_iban(entity, marie)
    assert "FR14 •••• 2606" in SystemMessage.objects.get(recipient=claire).body
    assert not SystemMessage.objects.filter(recipient=make_staff(username="paul")).exists()


def test_each_change_that_is_in_force_at_once_is_told(marie):
    """An IBAN put in the place of another before anybody knows either, the same year."""
    admin = make_staff(is_superuser=True)
    entity = make_entity()
    save_entity(
        entity=entity,
        values={},
        bank={"iban": NEW, "bic": ""},
        acting_user=marie,
        now=timezone.now(),
    )
    account = BankAccount.objects.get(entity=entity)
    update_bank_account(
        bank_account=account,
        values={"iban": IBAN, "bic": ""},
        acting_user=marie,
        now=timezone.now(),
    )
    assert iban_in_force(entity) == IBAN
    assert SystemMessage.objects.filter(recipient=admin).count() == 2


class TestOnScreen:
    def test_the_form_asks_who_one_is(self, entity, marie, claire):
        client = Client()
        client.force_login(marie)
        account = BankAccount.objects.get(entity=entity)
        form = {"entity": entity.pk, "label": account.label, "iban": NEW, "bic": "", "lead_days": 1}
        form["pain_version"] = account.pain_version
        answer = client.post(reverse("ledger:bank_account_edit", args=[account.pk]), form)
        assert answer.status_code == 422
        assert "Confirmer mon identité" in answer.content.decode()
        assert not BankDetailsChange.objects.exists()

    def test_what_is_saved_is_not_said_to_be_in_force(self, entity, marie, claire):
        change_iban(entity, marie)
        client = Client()
        client.force_login(marie)
        account = BankAccount.objects.get(entity=entity)
        form = {"entity": entity.pk, "label": "Compte courant", "iban": account.iban}
        form |= {"bic": account.bic, "lead_days": 1, "pain_version": account.pain_version}
        address = reverse("ledger:bank_account_edit", args=[account.pk])
        page = client.post(address, form, follow=True).content.decode()
        assert "attendent d’être approuvées" in page
        assert iban_in_force(entity) == IBAN

    def test_who_approves_sees_both_masked_and_who_asked(self, entity, marie, claire):
        change = change_iban(entity, marie)
        client = Client()
        client.force_login(claire)
        page = client.get(reverse("ledger:bank_details")).content.decode()
        for text in ("FR76 •••• 0189", "FR14 •••• 2606", str(marie), "Approuver"):
            assert text in page
        assert NEW not in page
        client.post(reverse("ledger:bank_details_approve", args=[change.pk]))
        assert iban_in_force(entity) == IBAN

    def test_the_next_publication_says_so_beforehand(self, entity, marie, claire):
        change = change_iban(entity, marie)
        approve_change(change.pk, acting_user=claire, proof=Proof.PASSWORD, now=NOW)
        client = Client()
        client.force_login(make_staff(rights=["extranet_publication.publish"]))
        page = client.get(reverse("extranet:publications")).content.decode()
        assert "FR14 •••• 2606" in page
        assert str(marie) in page
