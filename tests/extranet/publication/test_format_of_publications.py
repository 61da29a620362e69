"""Both ends of a publication speak the same format, or say in words which of them to upgrade."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from django.db import models
from django.test import Client
from django.utils import timezone

from core.database.crypto import EncryptedTextField
from core.jobs.models import SystemMessage
from core.people.models import Agency, User
from core.text.errors import BusinessError
from extranet.publication.enums import BalanceSense
from extranet.publication.formats import published
from extranet.publication.formats.payloads import write_payload
from extranet.publication.formats.refusals import Refusal, check_version
from extranet.publication.formats.rows import MalformedError, fields_of, from_row, to_row
from extranet.publication.models import (
    ClientAccess,
    ExtranetSettings,
    Publication,
    PublicationChunk,
    PublishedAccount,
    PublishedIban,
    PublishedLine,
    PublishedRequest,
    PublishedWaiting,
)
from extranet.publication.selectors.shown import Shown
from extranet.publication.services.publishing import publish
from extranet.publication.services.publishing.take_snapshot import take_snapshot
from extranet.publication.services.publishing.transport import SameDatabase
from tests.extranet.factories import make_access, make_books, on_the_extranet, post
from tests.factories import make_staff

KEY = "une-cle-longue-et-secrete"
OLDER_SENDER = "L’installation qui publie est d’une version plus ancienne"
OLDER_RECEIVER = "L’extranet est d’une version plus ancienne"
#: What keeps each thing, and which fields are not kept as they come.
KEPT: list[tuple[type[published.Thing], type[models.Model], set[str]]] = [
    (published.Agency, Agency, set()),
    (published.Office, ExtranetSettings, {"agency"}),
    (published.OwnIban, PublishedIban, set()),
    (published.Account, PublishedAccount, {"replace"}),
    (published.Line, PublishedLine, {"entity_code", "account_code"}),
    (published.Waiting, PublishedWaiting, {"entity_code", "account_code"}),
    (published.PostedRequest, PublishedRequest, set()),
]


class List:
    """Another place that a snapshot goes to."""

    def __init__(self) -> None:
        self.things: list[published.Thing] = []

    def add(self, thing: published.Thing) -> None:
        self.things.append(thing)

    def flush(self) -> None:
        pass


def line(**changes: Any) -> published.Line:
    row = published.Line(
        "S001", "450A", 1, date(2026, 3, 15), date(2026, 4, 1), "Appel",
        published.Cents(6563), published.Cents(0),
    )  # fmt: skip
    return replace(row, **changes)


def older(payload: str) -> str:
    content = json.loads(payload)
    del content["version"]
    return json.dumps(content)


def newer(payload: str) -> str:
    return json.dumps(json.loads(payload) | {"version": published.FORMAT_VERSION + 1})


def unreadable(payload: str) -> str:
    return json.dumps(json.loads(payload) | {"kind": "books"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code", "sentence"),
    [
        (older, "format_version", OLDER_SENDER),
        (newer, "format_version", OLDER_RECEIVER),
        (unreadable, "unreadable", "illisible"),
    ],
)
def test_a_receiver_says_why_it_refuses_a_part(
    settings: Any, change: Any, code: str, sentence: str
) -> None:
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [KEY]
    with on_the_extranet():
        answer = Client(headers={"Authorization": f"Api-Key {KEY}"}).put(
            f"/api/v1/publications/{uuid4()}/chunks/0/",
            {"payload": change(write_payload("lines", []))},
            "application/json",
        )
    assert (answer.status_code, answer.json()["code"]) == (409, code)
    assert sentence in answer.json()["detail"]
    assert not PublicationChunk.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("version", "sentence"), [(None, OLDER_RECEIVER), (2, OLDER_SENDER)])
def test_a_sender_tells_the_administrators_what_to_upgrade(
    monkeypatch: pytest.MonkeyPatch, version: object, sentence: str
) -> None:
    monkeypatch.setattr(SameDatabase, "shown", lambda _self: Shown(None, "", version))
    administrator = make_staff(is_superuser=True)
    post(make_books(), debit="65,63")
    with pytest.raises(BusinessError, match=sentence) as refusal:
        publish(acting_user=None, now=timezone.now())
    assert refusal.value.code == Refusal.FORMAT_VERSION
    assert sentence in SystemMessage.objects.get(recipient=administrator).body
    assert not PublishedAccount.objects.exists()


@pytest.mark.parametrize("version", [None, "1", 0, True, [], {}])
def test_who_says_no_number_is_older(version: object) -> None:
    with pytest.raises(BusinessError, match=OLDER_SENDER):
        check_version(sender=version)


def test_a_row_is_read_as_it_was_written() -> None:
    assert to_row(line()) == ["S001", "450A", 1, "2026-03-15", "2026-04-01", "Appel", 6563, 0]
    assert from_row(published.Line, to_row(line())) == line()
    office = published.Office(BalanceSense.CREDIT_LESS_DEBIT, False, None)
    assert from_row(published.Office, json.loads(json.dumps(to_row(office)))) == office
    logo = published.Logo(b"\x00png")
    assert from_row(published.Logo, to_row(logo)) == logo


@pytest.mark.parametrize(
    "changes",
    [
        {"source_id": True},
        {"debit": 65.63},
        {"debit": "65,63"},
        {"label": "x" * 121},
        {"label": None},
        {"date": datetime(2026, 3, 15, tzinfo=UTC)},
    ],
    ids=str,
)
def test_a_field_of_another_type_or_length_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(MalformedError):
        from_row(published.Line, json.loads(json.dumps(to_row(line(**changes)))))


def test_a_field_that_is_missing_or_unknown_is_refused() -> None:
    row = {"fingerprint": "a" * 64}
    assert from_row(published.OwnIban, row) == published.OwnIban("a" * 64)
    for wrong in ({}, row | {"iban": "x"}, ["a"], None):
        with pytest.raises(MalformedError):
            from_row(published.OwnIban, wrong)


@pytest.mark.parametrize(("thing", "model", "but"), KEPT)
def test_what_is_published_is_kept_under_the_same_name_and_length(
    thing: type[published.Thing], model: type[models.Model], but: set[str]
) -> None:
    for field in fields_of(thing):
        if field.name not in but:
            column = model._meta.get_field(field.name)
            if field.kind is str and not isinstance(column, EncryptedTextField):
                assert field.says.most == column.max_length  # type: ignore[union-attr]


def test_an_access_says_no_more_than_its_columns_hold() -> None:
    for field in fields_of(published.Access):
        model = ClientAccess if hasattr(ClientAccess, field.name) else User
        if field.kind is str:
            assert field.says.most == model._meta.get_field(field.name).max_length  # type: ignore[union-attr]


@pytest.mark.django_db
def test_a_snapshot_feeds_whoever_takes_what_is_published() -> None:
    books = make_books()
    post(books, debit="65,63")
    make_access(party=books.party)
    there = List()
    snapshot = take_snapshot(there, base=None, now=timezone.now())
    kinds = [type(thing) for thing in there.things]
    assert sorted(set(kinds), key=kinds.index) == [
        *(published.Office, published.FingerprintKey, published.OwnIban),
        *(published.Account, published.Line, published.Access),
    ]
    assert snapshot.line_count == 1
    assert not Publication.objects.exists()


@pytest.mark.django_db
def test_the_schema_of_the_api_tells_each_published_field(settings: Any) -> None:
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [KEY]
    with on_the_extranet():
        answer = Client(headers={"Authorization": f"Api-Key {KEY}"}).get(
            "/api/v1/publications/schema/", {"format": "json"}
        )
    schemas = answer.json()["components"]["schemas"]
    account = schemas["PublishedAccount"]["properties"]
    assert list(account) == [field.name for field in fields_of(published.Account)]
    assert account["one_off_ceiling"]["nullable"]
    kinds = {
        option["properties"]["kind"]["enum"][0] for option in schemas["PublicationPayload"]["oneOf"]
    }
    assert kinds == set(published.THINGS)
