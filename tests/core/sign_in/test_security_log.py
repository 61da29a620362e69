"""The security log: who signs in, is refused, changes what; one row and one JSON line each."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.database.enums import SecurityKind
from core.database.models import SecurityEvent
from core.database.services.log_security import log
from core.jobs.services import outbox
from core.sign_in.services.erase_sign_ins import erase_old_events
from tests.factories import PASSWORD, make_staff

pytestmark = pytest.mark.django_db


def kinds() -> list[str]:
    return list(SecurityEvent.objects.order_by("id").values_list("kind", flat=True))


def test_signing_in_and_out_is_logged_with_address_and_browser(back_office: Client) -> None:
    claire = make_staff(username="claire")
    agent = {"User-Agent": "Navigateur/1.0"}
    given = {"login": "claire", "password": PASSWORD}
    back_office.post("/compte/login/", given, headers=agent)
    back_office.post("/compte/logout/", headers=agent)
    first, last = SecurityEvent.objects.order_by("id")
    assert (first.kind, last.kind) == (SecurityKind.SIGNED_IN, SecurityKind.SIGNED_OUT)
    assert {first.user, last.user} == {claire}
    assert (first.site, first.user_agent) == ("backoffice", "Navigateur/1.0")
    assert first.ip_address
    assert first.data == {"by": ["password"]}


def test_a_password_typed_as_a_name_is_kept_nowhere(back_office: Client, caplog) -> None:
    with caplog.at_level(logging.INFO):
        back_office.post("/compte/login/", {"login": "Secret-1965!", "password": "x"})
    event = SecurityEvent.objects.get(kind=SecurityKind.REFUSED)
    assert event.user is None
    assert event.account.startswith("? ")
    everything = str(list(SecurityEvent.objects.values())) + caplog.text
    assert "secret-1965" not in everything.lower()


def test_each_event_is_one_json_line(django_capture_on_commit_callbacks, monkeypatch) -> None:
    lines: list[str] = []
    monkeypatch.setattr("core.database.services.log_security._lines.info", lines.append)
    claire, admin = make_staff(username="claire"), make_staff(username="admin")
    with django_capture_on_commit_callbacks(execute=True):
        log(
            SecurityKind.RIGHTS_CHANGED,
            user=claire,
            acting_user=admin,
            given=["core_people.see_audit"],
        )
    [line] = map(json.loads, lines)
    assert line["kind"] == "rights.changed"
    assert (line["account"], line["by"]) == ("claire", "admin")
    assert line["data"] == {"given": ["core_people.see_audit"]}


@pytest.mark.dated("core.sign_in.services.tell_account_holder")
def test_a_changed_password_is_logged_and_told_by_mail(back_office: Client) -> None:
    claire = make_staff(email="claire@exemple.fr")
    back_office.force_login(claire)
    new = {"password1": "Copropriete-2026!", "password2": "Copropriete-2026!"}
    back_office.post("/compte/password/change/", {"oldpassword": PASSWORD, **new})
    outbox.deliver()
    assert kinds() == [SecurityKind.PASSWORD_CHANGED]
    [letter] = mail.outbox
    assert letter.to == ["claire@exemple.fr"]
    assert "Votre mot de passe vient d’être changé" in letter.body


def test_a_factor_taken_away_is_logged_and_told_by_mail(back_office: Client) -> None:
    claire = make_staff(username="claire", email="claire@exemple.fr")
    back_office.post("/compte/login/", {"login": "claire", "password": PASSWORD})
    back_office.post("/compte/reauthenticate/", {"password": PASSWORD})
    TOTP.activate(claire, "JBSWY3DPEHPK3PXP")
    back_office.post("/compte/2fa/totp/deactivate/")
    outbox.deliver()
    assert kinds()[-1] == SecurityKind.FACTOR_REMOVED
    assert "retiré de votre compte" in mail.outbox[-1].body


def test_a_right_that_is_missing_is_logged_with_the_page(back_office: Client) -> None:
    marc = make_staff()
    back_office.force_login(marc)
    assert back_office.get("/parametres/audit/?q=FR7630006000011234567890189").status_code == 403
    event = SecurityEvent.objects.get()
    assert (event.kind, event.user) == (SecurityKind.FORBIDDEN, marc)
    assert event.data == {"path": "/parametres/audit/", "right": "core_people.see_audit"}


def test_the_page_says_in_words_what_the_log_keeps_as_codes(back_office: Client) -> None:
    claire = make_staff(username="claire", rights=["core_people.see_audit"])
    back_office.post("/compte/login/", {"login": "claire", "password": PASSWORD})
    log(SecurityKind.FACTOR_ADDED, user=claire, factor="totp")
    given = ["core_people.manage_users"]
    log(SecurityKind.RIGHTS_CHANGED, user=claire, given=given, taken=[], is_administrator=True)
    page = back_office.get("/parametres/securite/").content.decode()
    assert "par mot de passe" in page
    assert "application d’authentification" in page
    assert "donnés\u00a0: Gérer les utilisateurs et leurs droits · administrateur" in page
    assert "True" not in page


@pytest.mark.dated
def test_a_year_later_it_is_erased() -> None:
    for days in (364, 366):
        event = log(SecurityKind.SIGNED_IN, user=make_staff())
        event.at = timezone.now() - timedelta(days=days)
        event.save()
    assert erase_old_events(timezone.now()) == 1
    assert SecurityEvent.objects.count() == 1
