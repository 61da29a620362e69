"""To who works on another entity, this one does not exist: each URL, by each of its doors."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from core.files.enums import Direction
from core.files.services.archive import archive
from core.jobs.enums import JobState
from core.jobs.models import Job
from core.people.models import User
from ledger.books.models import PortfolioEntity
from receipts.counter.models import TransferItem
from receipts.coupons.models import PaymentCoupon
from tests.kept import kept_for_a_module
from tests.rights.keys import KINDS, OF_NO_ENTITY, every_right, kind_of, ours
from tests.rights.marks import marks_in, text_of
from tests.rights.other_entity import (
    MARKS,
    Office,
    fingerprint,
    make_office,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def kept(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Office]:
    with kept_for_a_module(django_db_blocker, tmp_path_factory.mktemp("office")):
        yield make_office(every_right())


@pytest.fixture
def office(kept: Office, db: None) -> Office:
    return replace(kept, user=User.objects.get(pk=kept.user.pk))


@pytest.fixture
def client(office: Office) -> Client:
    client = Client()
    client.force_login(office.user)
    return client


def test_every_url_with_a_key_is_looked_at() -> None:
    unknown = [
        url.name
        for url in ours()
        if url.arguments and not kind_of(url.name, KINDS) and not kind_of(url.name, OF_NO_ENTITY)
    ]
    assert not unknown


def test_each_kind_has_a_row(office: Office) -> None:
    """Else its URLs would be passed over below."""
    assert not set(KINDS.values()) - office.keys.keys()


def test_no_url_of_the_other_entity_answers(office: Office, client: Client) -> None:
    before, wrong = fingerprint(office), []
    for url in ours():
        kind = kind_of(url.name, KINDS)
        if not url.arguments or not kind:
            continue
        values = {name: office.keys[kind] for name, _example in url.arguments}
        values |= {
            name: office.keys[
                {"account": "ledger_books.account", "building": "ledger_people.building"}[name]
            ]
            for name in ("account", "building")
            if name in values
        }
        address = reverse(url.name, kwargs=values)
        for method in ("get", "post"):
            answer = getattr(client, method)(address, {"reason": "Essai", "sel": "tout"})
            # 302, 303 and 422: back to one's own list with a refusal; nothing of theirs, nor done.
            if answer.status_code not in {302, 303, 403, 404, 405, 409, 422} or marks_in(answer):
                wrong.append((url.name, method, answer.status_code, marks_in(answer)))
    assert not wrong
    assert fingerprint(office) == before


@pytest.mark.parametrize(
    "query",
    [
        "",
        "format=csv",
        "format=xlsx",
        "part=total",
        "q=ZEBULON",
        "q=S777",
        "entite=S777",
        "inconnu=1",
    ],
)
def test_no_list_no_search_and_no_file_holds_anything_of_it(
    office: Office, client: Client, query: str
) -> None:
    wrong = []
    for url in ours():
        if url.arguments:
            continue
        answer = client.get(f"{url.address()}?{query}")
        # What was asked for may be said again: « aucun résultat pour ZEBULON ».
        seen = [mark for mark in marks_in(answer) if mark not in query]
        if seen or answer.status_code >= 500:
            wrong.append((url.name, answer.status_code, seen))
    assert not wrong


def test_a_slip_of_the_agency_shows_nothing_of_it_on_screen_or_on_paper(
    office: Office, client: Client
) -> None:
    slip = TransferItem.everywhere.get().slip_id
    assert not marks_in(client.get(reverse("receipts:transfer_slip", args=[slip])))
    paper = client.get(reverse("receipts:transfer_pdf", args=[slip]))
    text = PdfReader(io.BytesIO(paper.content)).pages[0].extract_text()
    assert "Recouvrement" in text
    assert not [mark for mark in MARKS if mark in text]


def test_coupons_that_one_printed_oneself_go_with_the_entity(
    office: Office, client: Client
) -> None:
    coupon = PaymentCoupon.everywhere.latest("pk").pk
    file = archive(b"%PDF", name="c.pdf", kind="receipts.coupons", direction=Direction.OUT)
    job = Job.objects.create(
        kind="receipts.coupons",
        label="Coupons",
        requested_by=office.user,
        state=JobState.DONE,
        parameters={"coupons": [coupon]},
        result={"file": file.pk},
    )
    addresses = [
        reverse(name, args=[job.pk]) for name in ("receipts:coupons", "receipts:coupons_pdf")
    ]
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    PortfolioEntity.objects.create(user=office.user, entity=office.theirs)
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200
        assert text_of(answer)


def test_no_card_and_no_iban_of_it(office: Office, client: Client) -> None:
    from core.screens import dashboard

    for card in dashboard.cards_for(office.user):
        assert not marks_in(client.get(reverse("core:card", args=[card.code])))
    for model in (
        "ledger_books.bankaccount",
        "sepa_mandates.mandate",
        "sepa_requests.oneoffrequest",
    ):
        room, name = model.split(".")
        address = reverse("core:reveal_iban", args=[room, name, office.keys[model]])
        assert client.post(address).status_code == 404


def test_the_others_see_it_all(office: Office) -> None:
    """Else the tests above would prove nothing."""
    office.user.every_entity = True
    office.user.save()
    client = Client()
    client.force_login(office.user)
    seen = {url.name for url in ours() if not url.arguments and marks_in(client.get(url.address()))}
    assert {
        "ledger:accounts",
        "ledger:parties",
        "ledger:entries",
        "ledger:entities",
        "receipts:cheques",
        "receipts:deposits",
        "receipts:held_cheques",
        "receipts:unidentified",
        "receipts:activity",
        "sepa:mandates",
        "extranet:accesses",
        "core:audit",
    } <= seen
