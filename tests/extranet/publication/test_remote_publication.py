"""The extranet at another installation: the same publication, over its REST API."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.people.models import User
from core.text.errors import BusinessError
from extranet.publication.formats.payloads import write_payload
from extranet.publication.formats.published import FORMAT_VERSION, Access
from extranet.publication.formats.rows import from_row
from extranet.publication.models import (
    ClientAccess,
    ExtranetSettings,
    Publication,
    PublicationChunk,
    PublishedAccount,
    SentAccount,
)
from extranet.publication.services.give_access import choose_password, regenerate_password
from extranet.publication.services.publishing import publish, receive_chunk
from extranet.publication.services.publishing.apply_accesses import apply_accesses
from extranet.publication.services.publishing.chunks import ChunkWriter
from extranet.publication.services.publishing.take_snapshot import take_snapshot
from ledger.books.services.edit_account import update_account
from sepa.requests.api.access import CallThrottle
from tests.extranet.factories import make_access, make_books, on_the_extranet, post
from tests.factories import PASSWORD, make_party, make_staff

KEY = "une-cle-longue-et-secrete"


@pytest.fixture
def extranet(settings, live_server) -> Iterator[str]:
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [KEY]
    settings.SEPA_PLATFORM_KEY = KEY
    settings.SEPA_PLATFORM_TIMEOUT_SECONDS = 5
    with on_the_extranet():
        settings.SEPA_PLATFORM_URL = live_server.url
        yield live_server.url


@pytest.mark.django_db(transaction=True)
def test_the_whole_publication_travels(extranet: str) -> None:
    books = make_books()
    post(books, debit="65,63")
    first = publish(acting_user=None, now=timezone.now())
    assert (first.account_count, first.line_count) == (1, 1)
    post(books, credit="20,00")
    assert publish(acting_user=None, now=timezone.now()).line_count == 1
    assert PublishedAccount.objects.get().balance == Decimal("45.63")
    assert not PublicationChunk.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_account_given_to_another_leaves_the_former_one_s_lines_there_no_more(
    extranet: str,
) -> None:
    books = make_books()
    post(books, debit="65,63", label="Avant", day=date(2026, 2, 1))
    publish(acting_user=None, now=timezone.now())
    update_account(
        account=books.account,
        values={"party": make_party(last_name="FERRY")},
        acting_user=None,
        today=date(2026, 2, 28),
    )
    post(books, debit="10,00", label="Après", day=date(2026, 3, 1))
    publish(acting_user=None, now=timezone.now())
    account = PublishedAccount.objects.get()
    assert account.held_since == date(2026, 3, 1)
    assert [line.label for line in account.lines.all()] == ["Après"]
    # What is new is sent alone again.
    post(books, debit="20,00", label="Ensuite", day=date(2026, 3, 2))
    assert publish(acting_user=None, now=timezone.now()).line_count == 1
    assert account.lines.count() == 2
    assert PublishedAccount.objects.get().balance == Decimal("95.63")


@pytest.mark.django_db(transaction=True)
def test_an_extranet_restored_from_before_gets_everything_again(extranet: str) -> None:
    books = make_books()
    post(books, debit="65,63")
    publish(acting_user=None, now=timezone.now())
    lost = Publication.objects.create(state="done")
    PublishedAccount.objects.update(publication=lost)
    PublishedAccount.objects.get().lines.all().delete()
    SentAccount.objects.update(publication=lost)
    # The back office remembers another last run than the one that the extranet shows.
    Publication.objects.create(state="done")
    publish(acting_user=None, now=timezone.now())
    assert PublishedAccount.objects.get().lines.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_extranet_that_asks_to_wait_is_waited_for(extranet: str, monkeypatch) -> None:
    monkeypatch.setattr(CallThrottle, "rate", "2/sec")
    post(make_books(), debit="65,63")
    assert publish(acting_user=None, now=timezone.now()).line_count == 1
    assert PublishedAccount.objects.get().balance == Decimal("65.63")


@pytest.mark.django_db(transaction=True)
def test_a_wrong_key_is_refused_and_the_former_state_stays(extranet: str, settings) -> None:
    settings.SEPA_PLATFORM_KEY = "autre"
    make_books()
    with pytest.raises(BusinessError, match="Clé inconnue"):
        publish(acting_user=None, now=timezone.now())
    assert not PublishedAccount.objects.exists()


@pytest.mark.django_db
def test_the_api_tells_what_it_refuses(settings) -> None:
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [KEY]
    headers = {"Authorization": f"Api-Key {KEY}"}
    base = f"/api/v1/publications/{uuid4()}"
    with on_the_extranet():
        client = Client(headers=headers)
        assert Client().get("/api/v1/publications/last/").status_code == 401
        assert client.get("/api/v1/publications/last/").json() == {
            "uid": None,
            "logo_sha256": "",
            "format_version": FORMAT_VERSION,
        }
        nonsense = client.put(f"{base}/chunks/0/", {"payload": "?"}, "application/json")
        assert nonsense.status_code == 409
        assert "illisible" in nonsense.json()["detail"]
        unknown = client.post(f"{base}/apply/", {"chunk_count": 1}, "application/json")
        assert "n’est pas connue" in unknown.json()["detail"]
        assert client.get("/api/v1/publications/schema/").status_code == 200


@pytest.mark.django_db
def test_a_part_sent_twice_is_kept_once() -> None:
    uid = uuid4()
    payload = write_payload("lines", [])
    for _turn in range(2):
        receive_chunk(uid=uid, base_uid=None, number=0, payload=payload)
    assert PublicationChunk.objects.filter(publication__uid=uid).count() == 1


@pytest.mark.dated
@pytest.mark.django_db
def test_the_iban_of_a_part_on_its_way_is_not_in_clear() -> None:
    make_books()
    publication = Publication.objects.create()
    take_snapshot(ChunkWriter(publication), base=None, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT payload FROM extranet_publication_publicationchunk")
        assert "FR76" not in str(cursor.fetchall())


@pytest.mark.dated
@pytest.mark.django_db
def test_a_client_keeps_the_password_chosen_there_until_the_agency_gives_another() -> None:
    books = make_books()
    user = make_access(party=books.party)
    access = ClientAccess.objects.get()
    publication = Publication.objects.create()
    row = {
        "party_reference": access.party_reference,
        "issued_at": access.issued_at.isoformat(),
        "initial_expires_at": access.initial_expires_at.isoformat(),
        "username": user.username,
        "password": "md5$x$the-initial-one",
        "first_name": "Pierre",
        "last_name": "PROPRIETAIRE",
        "email": "nouvelle@example.org",
        "is_active": True,
    }
    choose_password(user, PASSWORD)
    apply_accesses(publication, [from_row(Access, row)])
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert user.email == "nouvelle@example.org"
    issued = regenerate_password(access, acting_user=make_staff(), now=timezone.now())
    fresh = User.objects.get(pk=user.pk)
    row |= {
        "issued_at": issued.access.issued_at.isoformat(),
        "password": fresh.password,
    }
    ClientAccess.objects.all().delete()
    User.objects.filter(pk=user.pk).update(username="autre")
    apply_accesses(publication, [from_row(Access, row)])
    arrived = ClientAccess.objects.get()
    assert arrived.must_choose_password
    assert arrived.user.check_password(issued.password)


@pytest.mark.django_db
def test_the_name_and_contacts_of_the_agency_travel_too() -> None:
    ExtranetSettings.objects.create(pk=1, payment_without_email=True)
    make_books()
    publish(acting_user=None, now=timezone.now())
    assert ExtranetSettings.objects.get().payment_without_email
