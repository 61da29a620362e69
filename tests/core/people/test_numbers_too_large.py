"""A number that no row can have finds nothing: it never breaks a page."""

from __future__ import annotations

from typing import Any, NoReturn

import pytest
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.urls import clear_url_caches, path, reverse

from core.people.access import public
from core.people.models import User
from tests.factories import make_client
from tests.rights.matrix import SITES
from tests.rights.urls import Url, urls_of

pytestmark = pytest.mark.django_db(transaction=True)

TOO_LARGE = 99_999_999_999_999_999_999
#: What an address of tests.rights.urls holds for a number.
EXAMPLE = 999_999


def ours(site: str, *, numbered: bool) -> list[Url]:
    """Our addresses that hold a number, or that hold nothing."""
    urls = [
        url
        for url in urls_of(site)
        if not url.module.startswith("allauth.") and "(?P<" not in url.route
    ]
    if not numbered:
        return [url for url in urls if not url.arguments]
    return [url for url in urls if EXAMPLE in dict(url.arguments).values()]


@pytest.fixture
def browse(settings: Any) -> Any:
    """A signed-in browser on either site, that does not raise what a page raises."""

    def on(site: str) -> Client:
        settings.LSC_SITE = site
        settings.ROOT_URLCONF = f"lsc.urls.{site}"
        clear_url_caches()
        client = Client(raise_request_exception=False)
        client.force_login(
            User.objects.create_superuser("grand", password=None, kind="staff")
            if site == "backoffice"
            else make_client()
        )
        return client

    yield on
    clear_url_caches()


def address(site: str, url: Url) -> str:
    arguments = {name: TOO_LARGE if value == EXAMPLE else value for name, value in url.arguments}
    return reverse(url.name, kwargs=arguments, urlconf=f"lsc.urls.{site}")


# One test for all addresses: emptying the database after each would take minutes.
@pytest.mark.parametrize("site", SITES)
def test_an_object_of_such_a_number_is_not_found(site: str, browse: Any) -> None:
    client = browse(site)
    broken = []
    for url in ours(site, numbered=True):
        asked = address(site, url)
        broken += [asked for ask in (client.get, client.post) if ask(asked).status_code >= 500]
    assert not broken


@pytest.mark.parametrize("site", SITES)
def test_a_page_of_such_a_number_does_not_break(site: str, browse: Any) -> None:
    client = browse(site)
    names = ("page", "lot", "compte", "entite", "account", "lettre")
    broken = []
    for url in ours(site, numbered=False):
        asked = (dict.fromkeys(names, number) for number in (str(TOO_LARGE), f"0000001{TOO_LARGE}"))
        broken += [
            url.address() for each in asked if client.get(url.address(), each).status_code >= 500
        ]
    assert not broken


@public
def sum_too_large(_request: HttpRequest) -> NoReturn:
    """A sum of ours that no column holds: nobody typed it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 9223372036854775807 + %s", [1])
    raise AssertionError("the database added it up")


@pytest.fixture
def _with_the_sum(settings: Any) -> Any:
    from lsc.urls import backoffice

    address: Any = path("somme/", sum_too_large)
    backoffice.urlpatterns.insert(0, address)
    clear_url_caches()
    yield
    backoffice.urlpatterns.remove(address)
    clear_url_caches()


@pytest.mark.usefixtures("_with_the_sum")
def test_it_is_logged_and_promises_nothing(client: Client, caplog: Any) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite goes on in floating point")
    assert client.get("/somme/").status_code == 404
    (told,) = [each for each in caplog.records if "out of range" in each.getMessage()]
    assert told.exc_info
    page = client.post("/somme/")
    assert page.status_code == 409
    said = page.content.decode()
    assert "trop grand" in said
    assert "Rien n’a été changé" not in said
    assert "rien n’a été fait" not in said
