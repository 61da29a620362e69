"""No client pays from the agency's bank account, even where the extranet holds no books."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.database.iban import group_iban
from core.text.errors import BusinessError
from extranet.publication.formats.published import FingerprintKey, OwnIban
from extranet.publication.models import (
    ExtranetSettings,
    Publication,
    PublishedAccount,
    PublishedIban,
)
from extranet.publication.rules.iban_fingerprints import fingerprint
from extranet.publication.services.publishing import chunks, publish
from extranet.publication.services.publishing.apply_office import (
    apply_fingerprint_key,
    apply_own_ibans,
)
from extranet.site.selectors.own_ibans import is_agency_iban
from extranet.site.services.sign_payment import sign_payment
from ledger.books.models import BankAccount
from sepa.requests.models import OneOffRequest
from sepa.requests.services.signing import SignatureContext
from tests.extranet.factories import (
    Books,
    make_access,
    make_books,
    on_the_extranet,
    post,
    published,
    signed_in,
)
from tests.extranet.paying import code, send
from tests.factories import IBAN, OWN_IBAN

pytestmark = pytest.mark.django_db
#: A bank account that the books of this test do not hold.
ELSEWHERE = "FR1420041010050500013M02606"
CONTEXT = SignatureContext(session_key="s", ip_address="192.0.2.1", user_agent="")


@pytest.fixture(autouse=True)
def site() -> Iterator[None]:
    with on_the_extranet():
        yield


@pytest.fixture
def books() -> Books:
    found = make_books()
    post(found, debit="65,63")
    return found


@pytest.fixture
def account(books: Books) -> PublishedAccount:
    return published(books)


@pytest.fixture
def client(books: Books) -> Client:
    return signed_in(make_access(party=books.party))


def receive(*ibans: str) -> str:
    """What the publication of an office with these bank accounts leaves in front. Its key."""
    key = "5e" * 32
    ExtranetSettings.objects.get_or_create(pk=1)
    publication = Publication.objects.create()
    apply_fingerprint_key(publication, [FingerprintKey(key)])
    apply_own_ibans(publication, [OwnIban(fingerprint(iban, key)) for iban in ibans])
    return key


@pytest.mark.parametrize("typed", [OWN_IBAN, group_iban(OWN_IBAN), ELSEWHERE])
def test_the_form_refuses_it_beside_the_field(
    client: Client, account: PublishedAccount, typed: str
) -> None:
    receive(ELSEWHERE)
    answer = send(client, account, iban=typed)
    assert answer.status_code == 422
    assert "celui de votre propre compte" in answer.content.decode()
    assert not OneOffRequest.objects.exists()


def test_it_is_told_while_it_is_typed(client: Client, account: PublishedAccount) -> None:
    told = client.post("/paiements/banque/", {"iban": OWN_IBAN}).json()
    assert "celui de votre propre compte" in told["error"]
    assert "error" not in client.post("/paiements/banque/", {"iban": IBAN}).json()


@pytest.mark.dated
def test_the_signature_looks_again(client: Client, account: PublishedAccount) -> None:
    assert send(client, account).status_code == 302
    asked = OneOffRequest.objects.get()
    receive(IBAN)
    with pytest.raises(BusinessError, match="celui de votre propre compte"):
        sign_payment(
            asked, acting_user=asked.client, account=account, paid_besides=(), accepted=True,
            context=CONTEXT, code=code(), now=timezone.now()
        )  # fmt: skip
    asked.refresh_from_db()
    assert asked.state == "draft"


def test_a_publication_brings_the_fingerprints_of_all_entities(account: PublishedAccount) -> None:
    assert BankAccount.objects.count() == PublishedIban.objects.count() == 1
    known, ours = ExtranetSettings.objects.get().fingerprint_key, PublishedIban.objects.get()
    assert ours.fingerprint == fingerprint(OWN_IBAN, known)
    BankAccount.objects.update(iban_index="")
    assert is_agency_iban(OWN_IBAN)
    assert not is_agency_iban(IBAN)


def test_the_next_publication_forgets_what_is_ours_no_more(account: PublishedAccount) -> None:
    before = PublishedIban.objects.get().fingerprint
    receive(ELSEWHERE)
    publish(acting_user=None, now=timezone.now())
    after = PublishedIban.objects.get().fingerprint
    assert after != before, "each publication draws its own key"
    assert not is_agency_iban(ELSEWHERE)


def test_neither_ibans_nor_the_key_are_kept_in_clear(account: PublishedAccount) -> None:
    key = ExtranetSettings.objects.get().fingerprint_key
    with connection.cursor() as cursor:
        cursor.execute("SELECT fingerprint_key FROM extranet_publication_extranetsettings")
        assert key not in str(cursor.fetchall())
        cursor.execute("SELECT fingerprint FROM extranet_publication_publishediban")
        assert OWN_IBAN[4:] not in str(cursor.fetchall())


def test_more_bank_accounts_than_a_part_holds_are_all_known(monkeypatch) -> None:
    monkeypatch.setattr(chunks, "ROWS_PER_CHUNK", 2)
    books = make_books()
    for number in range(5):
        BankAccount(entity=books.entity, iban=f"FR76{number:023d}").save()
    publish(acting_user=None, now=timezone.now())
    assert PublishedIban.objects.count() == BankAccount.objects.count() == 6
