"""An account withdrawn from the extranet: what runs is still told, a draft cannot be signed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.jobs.services import outbox
from extranet.publication.models import PublishedAccount
from extranet.site.selectors import payments_of
from sepa.requests.models import OneOffRequest
from tests.extranet.factories import (
    make_access,
    make_books,
    on_the_extranet,
    post,
    published,
    signed_in,
)
from tests.extranet.pages import text_of
from tests.extranet.paying import send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def site() -> Iterator[None]:
    with on_the_extranet():
        yield


@pytest.fixture
def client() -> Client:
    """20,00 € begun on an account that is withdrawn since."""
    books = make_books()
    post(books, debit="65,63")
    account = published(books)
    client = signed_in(make_access(party=books.party))
    send(client, account, amount="20,00")
    PublishedAccount.objects.all().delete()
    return client


def test_a_debit_that_runs_is_still_shown(client: Client) -> None:
    OneOffRequest.objects.update(state="pending", signed_at=timezone.now())
    home = text_of(client.get("/").content)
    assert "20,00 €" in home
    assert "compte retiré de votre espace" in home
    assert client.get(f"/paiements/{OneOffRequest.objects.get().uid}/").status_code == 200


def test_it_is_shown_for_thirteen_months_and_no_longer(client: Client) -> None:
    OneOffRequest.objects.update(state="posted", signed_at=timezone.now() - timedelta(days=380))
    assert "20,00 €" in text_of(client.get("/").content)
    OneOffRequest.objects.update(signed_at=timezone.now() - timedelta(days=420))
    assert "20,00 €" not in text_of(client.get("/").content)


def test_it_is_shown_on_the_last_day_of_the_thirteen_months(client: Client) -> None:
    """Signed on 15 October, it may be contested until 15 November of the next year."""
    signed = datetime(2026, 10, 15, 18, tzinfo=UTC)
    OneOffRequest.objects.update(state="posted", signed_at=signed)
    user, accounts = OneOffRequest.objects.get().client, PublishedAccount.objects.all()
    for day, count in ((date(2027, 11, 15), 1), (date(2027, 11, 16), 0)):
        assert len(payments_of(user, accounts, today=day)) == count


def test_another_client_sees_nothing_of_it(client: Client) -> None:
    OneOffRequest.objects.update(state="pending", signed_at=timezone.now())
    other = make_books(code="S002")
    stranger = signed_in(make_access(party=other.party, username="autre"))
    assert "20,00 €" not in text_of(stranger.get("/").content)


def test_the_draft_says_that_it_cannot_be_signed_and_no_code_leaves(client: Client) -> None:
    outbox.deliver()
    sent = len(mail.outbox)
    asked = OneOffRequest.objects.get()
    answer = client.get(f"/paiements/{asked.uid}/signer/")
    assert answer.status_code == 410
    assert "rien ne sera débité" in text_of(answer.content)
    client.post(f"/paiements/{asked.uid}/code/")
    outbox.deliver()
    assert len(mail.outbox) == sent
    signed = client.post(f"/paiements/{asked.uid}/signer/", {"accepted": "on", "code": "000000"})
    assert signed.status_code == 410
