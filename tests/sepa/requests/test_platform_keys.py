"""A key of the platform's API opens its part, until its day, and leaves a trace."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from core.database.models import SecurityEvent
from sepa.requests.api.keys import PUBLICATIONS, REQUESTS, digest_of, key_shown, read_key

KEY = f"key-{uuid4()}"
DAY = date(2027, 1, 31)


def call(client: Client, path: str, key: str = KEY) -> int:
    return client.get(path, headers={"Authorization": f"Api-Key {key}"}).status_code


@pytest.fixture
def front(settings: Any, client: Client) -> Client:
    settings.ROOT_URLCONF = "lsc.urls.extranet"
    settings.LSC_SITE = "extranet"
    return client


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("scopes", "requests", "publications"),
    [("requests", 200, 403), ("publications", 403, 200), ("requests+publications", 200, 200)],
)
def test_a_key_opens_what_it_is_for(
    front: Client, settings: Any, scopes: str, requests: int, publications: int
) -> None:
    # The trace of a day outlives a test in the cache.
    key = f"key-{uuid4()}"
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [f"name=agence;scopes={scopes};{key}"]
    assert call(front, "/api/v1/platform/requests/", key) == requests
    assert call(front, "/api/v1/publications/last/", key) == publications
    [event] = SecurityEvent.objects.filter(kind="api_key.used")
    assert event.data == {"key": "agence"}
    assert key not in str(vars(event))


@pytest.mark.django_db
def test_a_part_that_a_key_does_not_open_is_in_the_security_log(
    front: Client, settings: Any
) -> None:
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [f"name=agence;scopes=requests;{KEY}"]
    assert call(front, "/api/v1/publications/last/?secret=1") == 403
    [event] = SecurityEvent.objects.filter(kind="forbidden")
    assert event.data == {
        "key": "agence",
        "path": "/api/v1/publications/last/",
        "right": "publications",
    }
    assert event.ip_address == "127.0.0.1"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["platform", "publications"])
def test_the_schema_is_for_whoever_holds_a_key(front: Client, settings: Any, path: str) -> None:
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [KEY]
    assert front.get(f"/api/v1/{path}/schema/").status_code == 401
    assert call(front, f"/api/v1/{path}/schema/") == 200


def test_a_key_ends_with_its_day(settings: Any) -> None:
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [f"until=2027-01-31;sha256:{digest_of(KEY)}"]
    assert key_shown(KEY, today=DAY) is not None
    assert key_shown(KEY, today=date(2027, 2, 1)) is None
    assert key_shown("another", today=DAY) is None


def test_a_key_alone_opens_all() -> None:
    key = read_key(KEY)
    assert key.scopes == {REQUESTS, PUBLICATIONS}
    assert key.until is None


@pytest.mark.parametrize("text", ["scopes=all;x", "scope=requests;x", "secret;x", "a=b=c;x"])
def test_nonsense_is_refused_without_the_key(text: str) -> None:
    with pytest.raises(ImproperlyConfigured) as refused:
        read_key(text)
    assert text.split(";", maxsplit=1)[0] not in str(refused.value)
