"""Clients may add a passkey or an authenticator app, on pages of their own site."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from core.jobs.services import outbox
from core.people.models import User
from tests.core.one_time_codes import code_of
from tests.extranet.factories import make_access, make_books, on_the_extranet
from tests.factories import PASSWORD

pytestmark = pytest.mark.django_db

PAGES = (
    "/compte/2fa/",
    "/compte/2fa/totp/activate/",
    "/compte/2fa/webauthn/",
    "/compte/2fa/webauthn/add/",
    "/compte/sessions/",
    "/mon-adresse/",
)


@pytest.fixture(autouse=True)
def extranet():
    with on_the_extranet():
        yield


@pytest.fixture
def pierre() -> User:
    return make_access(party=make_books().party)


@pytest.fixture
def client(pierre: User) -> Client:
    """Signed in, and the password just asked again."""
    visitor = Client()
    given = {"login": pierre.username, "password": PASSWORD}
    assert visitor.post("/compte/login/", given).headers["Location"] == "/"
    visitor.post("/compte/reauthenticate/", {"password": PASSWORD})
    return visitor


@pytest.mark.parametrize("address", PAGES)
def test_the_pages_are_those_of_the_clients_site(client: Client, address: str) -> None:
    page = client.get(address).content.decode()
    assert 'class="lsc-extranet"' in page
    assert "lsc-backoffice" not in page


def test_none_is_asked_for(client: Client, settings) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = True
    assert client.get("/").status_code == 200


def test_an_app_is_added_with_its_recovery_codes_and_then_asked_for(
    pierre: User, client: Client, django_capture_on_commit_callbacks
) -> None:
    client.get("/compte/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/compte/2fa/totp/activate/", {"code": code_of(secret)})
    assert answer.status_code == 302
    kinds = set(Authenticator.objects.filter(user=pierre).values_list("type", flat=True))
    assert kinds == {Authenticator.Type.TOTP, Authenticator.Type.RECOVERY_CODES}
    page = client.get("/compte/2fa/recovery-codes/").content.decode()
    assert 'class="lsc-extranet"' in page
    outbox.deliver()
    assert any("second facteur vient d’être ajouté" in str(each.body) for each in mail.outbox)
    again = Client()
    given = {"login": pierre.username, "password": PASSWORD}
    where = again.post("/compte/login/", given).headers["Location"]
    assert where == "/compte/2fa/authenticate/"
    assert "_auth_user_id" not in again.session


def test_the_sign_in_page_offers_the_passkey() -> None:
    page = Client().get("/compte/login/").content.decode()
    assert 'id="passkey_login"' in page
