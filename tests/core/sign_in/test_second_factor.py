"""Where the setting asks for it, staff set up a second factor before anything else."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
)
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.database.enums import SecurityKind
from core.database.models import SecurityEvent
from core.sign_in.services.password_reset import reset_link
from core.sign_in.services.spend_code import spend_app_code
from extranet.publication.models import ClientAccess
from tests.core.one_time_codes import code_of
from tests.factories import PASSWORD, make_client, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def half_minute(monkeypatch):
    """``half_minute(7)``: it is the seventh half minute of time, and stays so."""

    def stop(step: int) -> None:
        monkeypatch.setattr(
            "core.sign_in.services.spend_code.yield_hotp_counters_from_time", lambda: iter([step])
        )

    return stop


def test_without_one_every_page_leads_to_setting_it_up(back_office: Client, settings) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    back_office.force_login(make_staff(is_superuser=True))
    assert back_office.get("/").headers["Location"] == "/compte/2fa/"
    assert back_office.get("/compte/2fa/").status_code == 200
    partial = back_office.get("/etat/", headers={"HX-Request": "true"})
    assert partial.headers["HX-Redirect"] == "/compte/2fa/"
    assert back_office.get("/agence.css").status_code == 200


@pytest.mark.parametrize("page", ["totp/activate", "webauthn/add"])
def test_who_came_by_a_link_for_a_password_sets_it_up(back_office: Client, page: str) -> None:
    """The link notes the address as not verified, and nothing here ever verifies one."""
    user = make_staff(username="nadia", email="nadia@agence.example")
    reset_link(user, site="backoffice")
    back_office.force_login(user)
    asked = back_office.get(f"/compte/2fa/{page}/").headers["Location"]
    assert asked.startswith("/compte/reauthenticate/"), asked


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


#: What a device answers that was never known here.
STRANGE_PASSKEY = json.dumps(
    {
        "id": "AAAA",
        "rawId": "AAAA",
        "type": "public-key",
        "response": {
            "clientDataJSON": "e30",
            "authenticatorData": "AAAA",
            "signature": "AAAA",
            "userHandle": "AAAA",
        },
    }
)
UNKNOWN_PASSKEY = "Cette clé d’accès n’est pas reconnue ici"


@pytest.mark.parametrize("shown", [STRANGE_PASSKEY, '{"id": "AAAA"}', "[1]"])
def test_a_refused_passkey_is_called_by_its_name(back_office: Client, shown: str) -> None:
    """On the sign-in page, then after the password."""
    page = back_office.post("/compte/2fa/webauthn/login/", {"credential": shown}, follow=True)
    assert UNKNOWN_PASSKEY in page.content.decode()
    TOTP.activate(make_staff(username="claire"), "JBSWY3DPEHPK3PXP")
    back_office.post("/compte/login/", {"login": "claire", "password": PASSWORD})
    page = back_office.post("/compte/2fa/authenticate/", {"credential": shown})
    assert UNKNOWN_PASSKEY in page.content.decode()
    assert "Ce code" not in page.content.decode()


def test_a_passkey_that_cannot_be_added_is_called_by_its_name(back_office: Client) -> None:
    make_staff(username="claire")
    back_office.post("/compte/login/", {"login": "claire", "password": PASSWORD})
    back_office.post("/compte/reauthenticate/", {"password": PASSWORD})
    page = back_office.post(
        "/compte/2fa/webauthn/add/", {"credential": '{"id": "AAAA"}'}
    ).content.decode()
    assert "Cette clé d’accès n’a pas pu être ajoutée" in page
    assert "Ce code" not in page


def sign_in(visitor: Client, secret: str, code: str = "") -> str:
    """Claire's password, then her code; where that leads, or the page that refuses."""
    visitor.post("/compte/login/", {"login": "claire", "password": PASSWORD})
    answer = visitor.post("/compte/2fa/authenticate/", {"code": code or code_of(secret)})
    return answer.headers.get("Location") or answer.content.decode()


def test_a_code_serves_once(back_office: Client, half_minute) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(make_staff(username="claire"), secret)
    half_minute(7)
    code = code_of(secret, 7)
    assert sign_in(back_office, secret, code) == "/"
    # Seen over a shoulder, typed again elsewhere in the same half minute.
    assert "a déjà servi" in sign_in(Client(), secret, code)
    half_minute(8)
    assert "a déjà servi" in sign_in(Client(), secret, code)
    assert sign_in(Client(), secret, code_of(secret, 8)) == "/"


def test_the_code_that_activates_the_app_does_not_sign_in_too(
    back_office: Client, half_minute
) -> None:
    make_staff(username="claire")
    half_minute(7)
    back_office.post("/compte/login/", {"login": "claire", "password": PASSWORD})
    back_office.post("/compte/reauthenticate/", {"password": PASSWORD})
    back_office.get("/compte/2fa/totp/activate/")
    secret = back_office.session["mfa.totp.secret"]
    code = code_of(secret, 7)
    answer = back_office.post("/compte/2fa/totp/activate/", {"code": code})
    assert answer.status_code == 302
    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()
    assert "a déjà servi" in sign_in(Client(), secret, code)


def test_a_recovery_code_serves_once(back_office: Client) -> None:
    user = make_staff(username="claire")
    TOTP.activate(user, "JBSWY3DPEHPK3PXP")
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    assert sign_in(back_office, "", code) == "/"
    assert "a déjà servi" in sign_in(Client(), "", code)


def test_guessing_codes_is_bounded_and_locks_nobody_else_out(back_office: Client) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(make_staff(username="claire"), secret)
    stranger = Client(REMOTE_ADDR="198.51.100.66")
    for _turn in range(5):
        assert "n’est pas le bon" in sign_in(stranger, secret, "000000")
    assert "Trop d’essais infructueux" in sign_in(stranger, secret)
    kinds = SecurityEvent.objects.values_list("kind", flat=True)
    assert list(kinds.order_by("id"))[-2:] == [SecurityKind.FACTOR_REFUSED, SecurityKind.LOCKED]
    assert sign_in(back_office, secret) == "/"


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_ten_times_at_once_serves_once() -> None:
    user, secret = make_staff(), "JBSWY3DPEHPK3PXP"
    code = code_of(secret)

    def send(_turn: int) -> bool:
        try:
            return spend_app_code(user, secret, code)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        assert sum(pool.map(send, range(10))) == 1


def test_the_second_factor_needs_no_cache(back_office: Client, settings) -> None:
    secret = "JBSWY3DPEHPK3PXP"
    TOTP.activate(make_staff(username="claire"), secret)
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert sign_in(back_office, secret) == "/"


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
