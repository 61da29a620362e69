"""Staff on the back office, clients on the extranet, and nothing tells a stranger more."""

import pytest
from django.contrib.auth import authenticate
from django.test import Client

from core.people.enums import UserKind
from core.people.models import User
from tests.core.conftest import unknown_to_throttles
from tests.core.hashers import CountingHasher
from tests.factories import PASSWORD, make_client, make_staff

pytestmark = pytest.mark.django_db

REFUSAL = "Identifiant ou mot de passe incorrect."


def attempt(visitor: Client, username: str, password: str = PASSWORD) -> str:
    answer = visitor.post("/compte/login/", {"login": username, "password": password})
    return answer.headers.get("Location") or answer.content.decode()


def test_staff_sign_in_on_the_back_office(back_office: Client) -> None:
    make_staff(username="claire")
    assert attempt(back_office, "claire") == "/"
    assert back_office.get("/").status_code == 200


@pytest.mark.parametrize(("site", "make"), [("extranet", make_staff), ("backoffice", make_client)])
def test_the_right_password_on_the_wrong_site_is_an_ordinary_refusal(on_site, site, make) -> None:
    neighbour, nobody = unknown_to_throttles("voisin"), unknown_to_throttles("inconnu")
    make(username=neighbour)
    assert REFUSAL in attempt(on_site(site), neighbour)
    assert REFUSAL in attempt(on_site(site), neighbour, "Faux-1965!")
    assert REFUSAL in attempt(on_site(site), nobody)


def test_a_deactivated_account_is_an_ordinary_refusal(back_office: Client) -> None:
    gone = unknown_to_throttles("parti")
    make_staff(username=gone, is_active=False)
    assert REFUSAL in attempt(back_office, gone)


@pytest.mark.parametrize("username", ["client1965", "personne", "inactif"])
def test_every_refusal_costs_one_hash(back_office: Client, settings, username: str) -> None:
    settings.PASSWORD_HASHERS = ["tests.core.hashers.CountingHasher"]
    make_client(username="client1965")
    make_staff(username="inactif", is_active=False)
    CountingHasher.count = 0
    assert authenticate(None, username=username, password=PASSWORD) is None
    assert CountingHasher.count == 1


def test_a_session_does_not_cross(on_site) -> None:
    client = on_site("extranet")
    client.force_login(make_client())
    key = client.session.session_key
    office = on_site("backoffice")
    office.cookies["lsc_backoffice_session"] = key
    answer = office.get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/compte/login/")


def test_someone_who_changes_kind_loses_the_session(back_office: Client) -> None:
    user = make_staff()
    back_office.force_login(user)
    assert back_office.get("/").status_code == 200
    User.objects.filter(pk=user.pk).update(kind=UserKind.CLIENT)
    assert back_office.get("/").status_code == 302


@pytest.mark.parametrize(
    "path", ["/parametres/utilisateurs/", "/brouillard/", "/parametres/securite/"]
)
def test_the_extranet_has_no_back_office_page(extranet: Client, path: str) -> None:
    extranet.force_login(make_client())
    assert extranet.get(path).status_code == 404


@pytest.mark.parametrize("site", ["backoffice", "extranet"])
@pytest.mark.parametrize("path", ["signup/", "email/", "inactive/", "confirm-email/"])
def test_pages_of_the_library_that_nobody_wants_are_shut(on_site, site: str, path: str) -> None:
    assert on_site(site).get(f"/compte/{path}").status_code == 404


def test_each_site_has_its_own_cookies() -> None:
    from django.conf import settings

    assert f"lsc_{settings.LSC_SITE}_session" == settings.SESSION_COOKIE_NAME
    assert f"lsc_{settings.LSC_SITE}_csrf" == settings.CSRF_COOKIE_NAME
