"""Every URL of both sites opens to those of the matrix, and to nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from core.people.models import User
from tests.factories import make_client, make_staff
from tests.kept import kept_for_a_module
from tests.rights.matrix import ENTRANCE, KEY, PUBLIC, SIGNED_IN, SITES
from tests.rights.urls import Url, urls_of

pytestmark = pytest.mark.django_db

ALL = [(site, url) for site in SITES for url in urls_of(site)]
OURS = [(site, url) for site, url in ALL if not url.module.startswith("allauth.")]
THEIRS = [(site, url) for site, url in ALL if url.module.startswith("allauth.")]

#: What a row says that is no right.
KINDS = {PUBLIC, SIGNED_IN, KEY}


def access(site: str, url: Url) -> str:
    return SITES[site].get(url.name, "no row in the matrix")


def rows(*kinds: str, site: str = "") -> pytest.MarkDecorator:
    """Parametrise over our URLs whose access is one of ``kinds`` (``right``: a named right)."""
    chosen = []
    for name, url in OURS:
        row = access(name, url)
        kind = row if row in KINDS else "right"
        if kind in kinds and site in {"", name}:
            chosen.append(pytest.param(name, url, id=f"{name}-{url.name}"))
    return pytest.mark.parametrize(("site", "url"), chosen)


@pytest.fixture
def on_site(settings: Any) -> Any:
    """``on_site("extranet")`` serves that site to the test client."""

    def serve(site: str) -> None:
        settings.LSC_SITE = site
        settings.ROOT_URLCONF = f"lsc.urls.{site}"

    return serve


#: Pages that ask for nothing but a sign-in, because they show no business data; and why.
NO_BUSINESS_DATA = {
    "account_sessions": "the reader's own sessions",
    "account_sessions_end": "the same",
    "account_session_end": "the same",
    "core:home": "the frame; each card asks for its own right",
    "core:card": "a card that the reader may not see is not found",
    "core:pulse": "counts of the menu's links that the reader may follow",
    "core:theme": "the reader's own preference",
    "core:entities": "codes and names of the entities of the reader's portfolio",
    "core:choose_entity": "the same",
    "core:add_favourite": "the reader's own shortcut",
    "core:remove_favourite": "the same",
    "core:search": "each kind of thing found asks for its own right",
    "core:messages": "what was written to the reader",
    "core:messages_read_all": "the same",
    "core:message_read": "the same",
    "core:job": "a job that the reader asked for; others ask for the settings' right",
    "core:services_at_sign_in": "starts what is due, whoever signs in",
    "core:services_since_sign_in": "what the reader's own sign-in started",
}


def test_a_page_of_the_back_office_that_asks_for_nothing_says_why() -> None:
    asking_nothing = {name for name, row in SITES["backoffice"].items() if row == SIGNED_IN}
    assert asking_nothing == set(NO_BUSINESS_DATA)


def ask(client: Client, url: Url, method: str) -> HttpResponse:
    return getattr(client, method)(url.address())  # type: ignore[no-any-return]


def answers(client: Client, url: Url) -> list[HttpResponse]:
    return [ask(client, url, "get"), ask(client, url, "post")]


def sent_to_sign_in(response: HttpResponse) -> bool:
    """Redirected to the sign-in page, told to go there by HTMX, or refused as unknown."""
    target = response.headers.get("Location", "") + response.headers.get("HX-Redirect", "")
    return response.status_code == 401 or "/compte/login/" in target


class People:
    """Those who knock at each URL, signed in once: each test knocks with a copy of the session."""

    def __init__(self) -> None:
        rights = {row for rows in SITES.values() for row in rows.values()}
        everybody = {right: make_staff(reads=False, rights=[right]) for right in rights - KINDS}
        everybody |= {
            "nobody": make_staff(reads=False),
            "superuser": make_staff(is_superuser=True),
            "client": make_client(),
            "client as superuser": make_client(is_superuser=True),
        }
        self.cookies = {}
        for who, user in everybody.items():
            client = Client()
            client.force_login(user)
            self.cookies[who] = client.cookies

    def __call__(self, who: str, *, enforce_csrf_checks: bool = False) -> Client:
        client = Client(enforce_csrf_checks=enforce_csrf_checks)
        client.cookies = SimpleCookie(self.cookies[who].output(header="", sep=";"))
        return client


@pytest.fixture(scope="module")
def signed_in(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[People]:
    with kept_for_a_module(django_db_blocker, tmp_path_factory.mktemp("people")):
        yield People()


@pytest.mark.parametrize("site", SITES)
def test_every_url_has_its_row_and_every_row_its_url(site: str) -> None:
    names = [url.name for name, url in OURS if name == site]
    assert sorted(names) == sorted(SITES[site])
    unknown = {url.name for name, url in THEIRS if name == site and not url.name}
    assert not unknown


@pytest.mark.parametrize(
    ("site", "url"), [pytest.param(*case, id=f"{case[0]}-{case[1].name}") for case in OURS]
)
def test_the_view_declares_what_the_matrix_says(site: str, url: Url) -> None:
    row = access(site, url)
    # An API view lets everyone in as far as its key, which it asks for itself.
    assert url.access == (PUBLIC if row == KEY else row)


@rows(SIGNED_IN, "right")
def test_strangers_are_sent_to_sign_in(on_site: Any, site: str, url: Url) -> None:
    on_site(site)
    for response in answers(Client(), url):
        assert sent_to_sign_in(response), response.status_code


@rows(PUBLIC)
def test_public_pages_open_to_strangers(on_site: Any, site: str, url: Url) -> None:
    on_site(site)
    response = ask(Client(), url, "get")
    assert not sent_to_sign_in(response)
    assert response.status_code != 403


@rows(KEY)
def test_an_api_without_its_key_is_closed(
    on_site: Any, signed_in: People, site: str, url: Url
) -> None:
    on_site(site)
    users = [Client(), signed_in("superuser"), signed_in("client")]
    for client in users:
        for response in answers(client, url):
            # 429: the API has had enough of those who show no key.
            assert response.status_code in {401, 403, 405, 429}, response.status_code


@rows("right", site="backoffice")
def test_staff_without_the_right_are_refused(
    on_site: Any, signed_in: People, site: str, url: Url
) -> None:
    on_site(site)
    for response in answers(signed_in("nobody"), url):
        assert response.status_code == 403


@rows("right", site="backoffice")
def test_staff_with_the_right_get_in(on_site: Any, signed_in: People, site: str, url: Url) -> None:
    on_site(site)
    client = signed_in(access(site, url))
    for response in answers(client, url):
        assert response.status_code != 403
        assert not sent_to_sign_in(response)


@rows(SIGNED_IN, site="backoffice")
def test_any_staff_get_in(on_site: Any, signed_in: People, site: str, url: Url) -> None:
    on_site(site)
    for response in answers(signed_in("nobody"), url):
        assert response.status_code != 403
        assert not sent_to_sign_in(response)


@rows(SIGNED_IN, "right", site="backoffice")
def test_clients_never_reach_the_back_office(
    on_site: Any, signed_in: People, site: str, url: Url
) -> None:
    on_site(site)
    for method in ("get", "post"):
        response = ask(signed_in("client as superuser"), url, method)
        assert sent_to_sign_in(response), response.status_code


@rows(SIGNED_IN, "right", site="extranet")
def test_staff_never_get_in_on_the_extranet(
    on_site: Any, signed_in: People, site: str, url: Url
) -> None:
    on_site(site)
    for method in ("get", "post"):
        response = ask(signed_in("superuser"), url, method)
        assert sent_to_sign_in(response), response.status_code


@rows(PUBLIC, SIGNED_IN, "right")
def test_unsafe_requests_need_the_form_token(
    on_site: Any, signed_in: People, site: str, url: Url
) -> None:
    on_site(site)
    who = "superuser" if site == "backoffice" else "client"
    response = ask(signed_in(who, enforce_csrf_checks=True), url, "post")
    # Only an API, which reads no cookie, may do without; a public one then only answers GET.
    expected = 405 if getattr(url.callback, "csrf_exempt", False) else 403
    assert response.status_code == expected


@pytest.mark.parametrize(
    ("site", "url"),
    [
        pytest.param(site, url, id=f"{site}-{url.name}")
        for site, url in THEIRS
        if url.name not in ENTRANCE
    ],
)
def test_pages_of_the_sign_in_library_are_closed_to_strangers(
    on_site: Any, site: str, url: Url
) -> None:
    on_site(site)
    for response in answers(Client(), url):
        assert sent_to_sign_in(response), response.status_code


@pytest.mark.parametrize("site", SITES)
def test_nobody_signs_up(on_site: Any, site: str) -> None:
    on_site(site)
    response = Client().post(
        "/compte/signup/", {"username": "intrus", "password1": "Intrus-2026!x"}
    )
    assert response.status_code < 500
    assert not User.objects.filter(username="intrus").exists()


@pytest.mark.parametrize(
    ("site", "stranger"), [("backoffice", make_client), ("extranet", make_staff)]
)
def test_the_other_sites_password_opens_nothing(on_site: Any, site: str, stranger: Any) -> None:
    from tests.factories import PASSWORD

    on_site(site)
    stranger(username="voisin")
    client = Client()
    client.post("/compte/login/", {"login": "voisin", "password": PASSWORD})
    assert "_auth_user_id" not in client.session
