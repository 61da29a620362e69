"""Parts of a publication of another shape than ours are refused, and change nothing."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from extranet.publication.formats.payloads import write_payload
from extranet.publication.formats.published import THINGS
from extranet.publication.models import PublishedAccount

pytestmark = pytest.mark.django_db

KEY = f"key-{uuid4()}"
AUTH = {"Authorization": f"Api-Key {KEY}"}
ROWS: list[list[Any]] = [[None], [{}], [[]], [1], ["x"], [{"entity_code": 1}], [[1, 2, 3]]]


@pytest.fixture
def front(settings: Any, client: Client) -> Client:
    settings.ROOT_URLCONF, settings.LSC_SITE = "lsc.urls.extranet", "extranet"
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [KEY]
    return client


def put(front: Client, uid: Any, body: bytes) -> int:
    url = f"/api/v1/publications/{uid}/chunks/0/"
    return front.put(url, body, content_type="application/json", headers=AUTH).status_code


@pytest.mark.parametrize("rows", ROWS, ids=str)
@pytest.mark.parametrize("kind", sorted(THINGS))
def test_rows_of_another_shape_are_a_conflict(front: Client, kind: str, rows: Any) -> None:
    uid = uuid4()
    payload = write_payload(kind, rows)
    assert put(front, uid, json.dumps({"payload": payload}).encode()) == 200
    answer = front.post(
        f"/api/v1/publications/{uid}/apply/",
        {"chunk_count": 1},
        content_type="application/json",
        headers=AUTH,
    )
    assert answer.status_code in {200, 409}
    assert not PublishedAccount.objects.exists()


@pytest.mark.parametrize("payload", ["", "x", "[]", "{}", '{"kind":1}', "[" * 50_000])
def test_what_is_no_part_is_a_conflict(front: Client, payload: str) -> None:
    assert put(front, uuid4(), json.dumps({"payload": payload}).encode()) in {400, 409}


def test_json_nested_too_deeply_is_a_bad_request(front: Client) -> None:
    assert put(front, uuid4(), b'{"payload":' * 50_000) == 400
