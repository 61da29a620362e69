"""Users and their rights: every change told, and always somebody left to administer."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from core.database.models import AuditEvent
from core.jobs.services import outbox
from core.people import rights
from core.people.models import User
from core.sign_in.services import users
from core.text.errors import BusinessError
from tests.core.records_of_staff import new, of
from tests.factories import make_staff

pytestmark = pytest.mark.django_db


def test_a_new_colleague_chooses_the_password_by_a_link_that_is_mailed() -> None:
    admin = make_staff(is_superuser=True)
    data = new(rights=["core_people.see_audit"], email="jlc@exemple.fr")
    user = users.create(acting_user=admin, data=data)
    outbox.deliver()
    assert not user.has_usable_password()
    assert user.initials == "JLC"
    assert users.rights_of(user) == {"core_people.see_audit"}
    [letter] = mail.outbox
    assert letter.to == ["jlc@exemple.fr"]
    assert "/compte/password/reset/key/" in letter.body
    assert set(AuditEvent.objects.values_list("action", flat=True)) == {
        "user.create",
        "user.reset_link",
    }


def test_rights_taken_and_given_are_in_the_audit_trail() -> None:
    admin = make_staff(is_superuser=True)
    claire = make_staff(reads=False, rights=["core_people.see_audit", "core_people.see_files"])
    data = of(claire, rights=["core_people.see_files", "receipts_draft.see_draft"])
    users.update(acting_user=admin, user_id=claire.pk, data=data)
    event = AuditEvent.objects.get(action="user.update")
    assert event.data["rights"] == [["core_people.see_audit"], ["receipts_draft.see_draft"]]
    assert User.objects.get(pk=claire.pk).has_perm("receipts_draft.see_draft")


@pytest.mark.parametrize("change", [{"is_administrator": False}, {"is_active": False}])
def test_the_last_administrator_stays(change) -> None:
    admin = make_staff(is_superuser=True)
    make_staff(is_superuser=True, is_active=False)
    with pytest.raises(BusinessError, match="dernier administrateur"):
        users.update(acting_user=admin, user_id=admin.pk, data=of(admin, **change))
    other = make_staff(is_superuser=True)
    users.update(acting_user=other, user_id=admin.pk, data=of(admin, **change))


def test_nobody_gives_what_they_do_not_hold() -> None:
    secretary = make_staff(rights=["core_people.manage_users", "core_people.see_files"])
    colleague = make_staff()
    data = of(colleague, rights=["core_people.see_files"])
    users.update(acting_user=secretary, user_id=colleague.pk, data=data)
    beyond = of(colleague, rights=["core_people.see_files", "receipts_draft.post_receipts"])
    with pytest.raises(BusinessError, match="que vous avez") as refusal:
        users.update(acting_user=secretary, user_id=colleague.pk, data=beyond)
    assert "Valider" in refusal.value.problems[0]
    with pytest.raises(BusinessError, match="Seul un administrateur"):
        users.create(acting_user=secretary, data=new(is_administrator=True))


def test_a_lost_second_factor_is_forgotten() -> None:
    admin, claire = make_staff(is_superuser=True), make_staff()
    TOTP.activate(claire, "JBSWY3DPEHPK3PXP")
    users.reset_second_factor(acting_user=admin, user_id=claire.pk)
    assert not Authenticator.objects.exists()
    assert AuditEvent.objects.get().action == "user.reset_second_factor"


def test_deactivating_ends_the_sessions(back_office: Client) -> None:
    admin, claire = make_staff(is_superuser=True), make_staff()
    back_office.force_login(claire)
    users.update(acting_user=admin, user_id=claire.pk, data=of(claire, is_active=False))
    assert back_office.get("/").status_code == 302


def test_roles_go_from_reading_to_everything() -> None:
    reader, manager, accountant = (
        set(role.rights())
        for code in ("reader", "manager", "accountant")
        for role in rights.ROLES
        if role.code == code
    )
    assert reader < manager < accountant
    # Archived bank files hold IBANs in full.
    assert "core_people.see_files" in accountant - manager
    assert "receipts_draft.post_receipts" in accountant
    assert "receipts_draft.post_receipts" not in manager
    assert "core_people.manage_users" not in accountant


def test_the_form_ticks_a_role_and_never_shows_a_link(back_office: Client) -> None:
    admin = make_staff(is_superuser=True)
    back_office.force_login(admin)
    page = back_office.get("/parametres/utilisateurs/nouveau/?modele=reader").content.decode()
    assert 'value="receipts_draft.see_draft" class="form-check-input" id="id_rights' in page
    data = {"username": "cdu", "last_name": "Durand", "is_active": "on", "email": "cdu@exemple.fr"}
    answer = back_office.post("/parametres/utilisateurs/nouveau/", data, follow=True)
    assert "un lien pour choisir son mot de passe part à cdu@exemple.fr" in (
        answer.content.decode().lower()
    )
    assert "/compte/password/reset/key/" not in answer.content.decode()


def test_two_people_cannot_take_one_username(back_office: Client) -> None:
    make_staff(username="cdu")
    back_office.force_login(make_staff(is_superuser=True))
    data = {"username": "CDU", "last_name": "Durand", "is_active": "on"}
    answer = back_office.post("/parametres/utilisateurs/nouveau/", data)
    assert "déjà pris" in answer.content.decode()
