"""A cell of a list is a link only where its reader may open what it leads to."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import reverse

from core.people.models import User
from tests.factories import make_staff
from tests.rights.matrix import BACKOFFICE, PUBLIC
from tests.rights.other_entity import Office, make_office
from tests.rights.urls import urls_of

pytestmark = pytest.mark.django_db

_ROW = re.compile(r"<tr[^>]* data-id=.*?</tr>", re.S)
_LINK = re.compile(r'<a [^>]*href="(/[^"]*)"')


@pytest.fixture
def office() -> Office:
    """One row of nearly everything."""
    return make_office([])


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def links(client: Client, address: str) -> set[str]:
    """Where the rows of a page lead."""
    answer = client.get(f"{address}?qui=tous")
    if answer.status_code != 200 or answer.streaming:
        return set()
    rows = "".join(_ROW.findall(answer.content.decode()))
    return {link.replace("&amp;", "&") for link in _LINK.findall(rows)}


def pages() -> Iterator[tuple[str, str, str]]:
    """Every page without a key that a right opens: its name, its address, the right."""
    for url in urls_of("backoffice"):
        right = BACKOFFICE.get(url.name, PUBLIC)
        if not url.arguments and "." in right:
            yield url.name, url.address(), right


def test_who_holds_the_right_of_a_list_alone_is_led_to_no_refusal(office: Office) -> None:
    refused, leading = [], set()
    for name, address, right in pages():
        client = signed_in(make_staff(reads=False, rights=[right]))
        found = links(client, address)
        leading |= {name} if found else set()
        refused += [(name, link) for link in found if client.get(link).status_code == 403]
    assert not refused
    assert {"ledger:accounts", "ledger:buildings", "sepa:mandates", "extranet:accesses"} <= leading


@pytest.mark.parametrize(
    ("rights", "is_led"), [([], False), (["ledger_people.see_contacts"], True)]
)
def test_a_name_is_read_and_leads_to_its_record_with_the_right(
    office: Office, rights: list[str], is_led: bool
) -> None:
    client = signed_in(make_staff(reads=False, rights=["ledger_books.see_ledger", *rights]))
    address = reverse("ledger:accounts")
    party = reverse("ledger:party", args=[1]).removesuffix("1/")
    assert any(link.startswith(party) for link in links(client, address)) is is_led
    assert "ZÉBULON" in client.get(address).content.decode()
