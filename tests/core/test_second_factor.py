"""Where the setting asks for it, staff set up a second factor before anything else."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from django.utils import timezone

from extranet.models import ClientAccess
from tests.factories import PASSWORD, make_client, make_staff

pytestmark = pytest.mark.django_db


def code_of(secret: str) -> str:
    counter = next(yield_hotp_counters_from_time())
    return str(format_hotp_value(hotp_value(secret, counter)))


def test_without_one_every_page_leads_to_setting_it_up(back_office: Client, settings) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    back_office.force_login(make_staff(is_superuser=True))
    assert back_office.get("/").headers["Location"] == "/compte/2fa/"
    assert back_office.get("/compte/2fa/").status_code == 200
    partial = back_office.get("/etat/", headers={"HX-Request": "true"})
    assert partial.headers["HX-Redirect"] == "/compte/2fa/"
    assert back_office.get("/agence.css").status_code == 200


def test_with_one_the_password_alone_is_not_enough(back_office: Client, settings) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    user = make_staff(username="claire")
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    answer = back_office.post("/compte/login/", {"login": "claire", "password": PASSWORD})
    assert answer.headers["Location"] == "/compte/2fa/authenticate/"
    assert "_auth_user_id" not in back_office.session
    page = back_office.get("/compte/2fa/authenticate/").content.decode()
    assert "Second facteur" in page
    wrong = back_office.post("/compte/2fa/authenticate/", {"code": "000000"})
    assert "n’est pas le bon" in wrong.content.decode()
    answer = back_office.post("/compte/2fa/authenticate/", {"code": code_of(secret)})
    assert answer.headers["Location"] == "/"
    assert back_office.get("/").status_code == 200


def test_the_secret_is_encrypted_at_rest() -> None:
    TOTP.activate(make_staff(), "JBSWY3DPEHPK3PXP")
    assert "JBSWY3DPEHPK3PXP" not in str(Authenticator.objects.get().data)


def test_clients_are_not_asked_for_one(extranet: Client, settings) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    client, now = make_client(), timezone.now()
    ClientAccess.objects.create(
        user=client,
        party_reference="T1",
        issued_at=now,
        initial_expires_at=now,
        must_choose_password=False,
    )
    extranet.force_login(client)
    assert extranet.get("/compte/password/change/").status_code == 200


def test_it_is_off_by_default_and_on_in_production(settings) -> None:
    assert settings.STAFF_SECOND_FACTOR_REQUIRED is settings.PRODUCTION
