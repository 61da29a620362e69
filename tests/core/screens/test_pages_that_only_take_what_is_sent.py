"""A page that only takes what is sent to it, reloaded or opened from a bookmark, says so."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.people.models import User
from tests.extranet.factories import make_access
from tests.factories import make_party, make_staff
from tests.rights.urls import Url, urls_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader() -> User:
    return make_staff(username="marie", is_superuser=True)


@pytest.fixture
def on_site(settings: Any) -> Any:
    def serve(site: str) -> None:
        settings.LSC_SITE = site
        settings.ROOT_URLCONF = f"lsc.urls.{site}"

    return serve


def pages(site: str) -> list[Url]:
    """What a browser may end on: partners' keys and machines' addresses are no pages."""
    return [
        url
        for url in urls_of(site)
        if url.name and "api/" not in url.route and "(?P" not in url.route
    ]


@pytest.mark.parametrize(("site", "least"), [("backoffice", 60), ("extranet", 5)])
def test_no_page_opened_by_its_address_is_a_bare_405(
    on_site: Any, site: str, least: int, reader: User
) -> None:
    on_site(site)
    client = Client(raise_request_exception=False)
    client.force_login(reader if site == "backoffice" else make_access(party=make_party()))
    told = 0
    for url in pages(site):
        if url.name == "account_logout":
            continue
        answer = client.get(url.address(), headers={"Accept": "text/html"})
        if answer.status_code != 405:
            continue
        told += 1
        assert "Cette page ne s’ouvre pas par son adresse" in answer.content.decode(), url.name
        assert "POST" in answer["Allow"], url.name
    assert told >= least


def test_it_leads_to_the_page_above(client: Client, reader: User) -> None:
    client.force_login(reader)
    shown = client.get(reverse("receipts:prepare")).content.decode()
    assert f'href="{reverse("receipts:draft")}"' in shown


def test_it_leads_to_no_page_that_its_reader_may_not_open(client: Client) -> None:
    client.force_login(make_staff(username="paul", rights=["receipts_draft.edit_draft"]))
    shown = client.get(reverse("receipts:prepare")).content.decode()
    assert f'href="{reverse("receipts:draft")}"' not in shown


def test_what_a_page_asks_for_by_itself_is_answered_as_before(client: Client, reader: User) -> None:
    client.force_login(reader)
    asked = client.get(reverse("receipts:prepare"), headers={"HX-Request": "true"})
    assert (asked.status_code, asked.content) == (405, b"")
    script = client.get(reverse("receipts:prepare"), headers={"Accept": "application/json"})
    assert (script.status_code, script.content) == (405, b"")
