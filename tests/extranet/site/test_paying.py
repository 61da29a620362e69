"""Paying in three steps, whatever the client does with the buttons."""

import re
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.test import Client

from core.people.models import User
from extranet.publication.models import ExtranetSettings, PublishedAccount
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from tests.extranet.factories import (
    Books,
    make_access,
    make_books,
    on_the_extranet,
    post,
    published,
    signed_in,
)
from tests.extranet.pages import text_of
from tests.extranet.paying import answers, code, send
from tests.factories import IBAN, PASSWORD, make_party

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    found = make_books()
    post(found, debit="65,63")
    return found


@pytest.fixture
def account(books: Books) -> PublishedAccount:
    return published(books)


@pytest.fixture
def payer(books: Books) -> User:
    return make_access(party=books.party)


@pytest.fixture
def client(payer: User) -> Client:
    return signed_in(payer)


@pytest.fixture(autouse=True)
def site() -> Iterator[None]:
    with on_the_extranet():
        yield


def test_the_whole_journey(client: Client, account: PublishedAccount) -> None:
    form = client.get(f"/comptes/{account.pk}/payer/").content.decode()
    assert 'value="65,63"' in form
    sign = send(client, account).headers["Location"]
    page = text_of(client.get(sign).content)
    for words in ("Syndicat Gilbert", "FR72ZZZ123456", "AGRIFRPPXXX", "8 semaines", "65,63 €"):
        assert words in page
    done = client.post(sign, {"accepted": "on", "code": code()})
    assert done.status_code == 302
    end = text_of(client.get(done.headers["Location"]).content)
    request = OneOffRequest.objects.get()
    assert request.state == RequestState.PENDING
    assert request.mandate_reference in end
    assert "Votre paiement de 65,63 € est demandé" in end
    assert "en cours de prélèvement" in text_of(client.get("/").content)
    assert client.get(f"/paiements/{request.uid}/mandat.pdf").content.startswith(b"%PDF-")
    assert IBAN not in str(request.evidence)


def test_the_same_form_sent_twice_makes_one_request(
    client: Client, account: PublishedAccount
) -> None:
    typed = answers(client, account)
    first = client.post(f"/comptes/{account.pk}/payer/", typed)
    second = client.post(f"/comptes/{account.pk}/payer/", typed)
    assert first.headers["Location"] == second.headers["Location"]
    assert OneOffRequest.objects.count() == 1


def test_signing_twice_signs_once_and_back_leads_to_the_payment(
    client: Client, account: PublishedAccount
) -> None:
    typed = answers(client, account)
    sign = client.post(f"/comptes/{account.pk}/payer/", typed).headers["Location"]
    signed = {"accepted": "on", "code": code()}
    client.post(sign, signed)
    again = client.post(sign, signed)
    request = OneOffRequest.objects.get()
    assert again.headers["Location"] == f"/paiements/{request.uid}/"
    assert client.get(sign).headers["Location"] == f"/paiements/{request.uid}/"
    old_form = client.post(f"/comptes/{account.pk}/payer/", typed)
    assert old_form.headers["Location"] == f"/paiements/{request.uid}/"
    assert OneOffRequest.objects.count() == 1


def test_coming_back_finds_everything_that_was_typed(
    client: Client, account: PublishedAccount
) -> None:
    sign = send(client, account, company="SCI du Parc", amount="12,34").headers["Location"]
    back = re.search(
        r'href="(/comptes/\d+/payer/\?demande=[^"]+)"', client.get(sign).content.decode()
    )
    assert back
    form = client.get(back[1]).content.decode()
    for typed in ("SCI du Parc", "12,34", "FR76 3000 6000 0112 3456 7890 189", "AGRIFRPPXXX"):
        assert f'value="{typed}"' in form


def test_two_tabs_make_two_payments_only_where_two_mandates_are_signed(
    client: Client, account: PublishedAccount
) -> None:
    tabs = [answers(client, account, amount=each) for each in ("10,00", "20,00")]
    one, two = (
        client.post(f"/comptes/{account.pk}/payer/", typed).headers["Location"] for typed in tabs
    )
    assert one != two
    client.post(two, {"accepted": "on", "code": code()})
    assert [each.amount for each in OneOffRequest.objects.filter(state="pending")] == [
        Decimal("20.00")
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"iban": "FR7630006000011234567890188"}, "IBAN n’est pas valide"),
        ({"iban": "US12345678901234567890"}, "IBAN"),
        ({"iban": ""}, "obligatoire"),
        ({"amount": "0"}, "supérieur à zéro"),
        ({"amount": "-5"}, "supérieur à zéro"),
        ({"amount": "1,234"}, "deux décimales"),
        ({"amount": "beaucoup"}, "n’est pas un montant"),
        ({"amount": "1e999999999"}, "n’est pas un montant"),
        ({"amount": "12E2"}, "n’est pas un montant"),
        ({"amount": "1.500"}, "se lit de deux façons"),
        ({"bic": "XX"}, "BIC n’est pas valide"),
        ({"last_name": ""}, "Écrivez le nom"),
        ({"first_name": ""}, "Écrivez le prénom"),
    ],
)
def test_bad_input_is_told_beside_its_field_and_nothing_is_lost(
    client: Client, account: PublishedAccount, changes: dict[str, str], told: str
) -> None:
    answer = send(client, account, **changes)
    assert answer.status_code == 422
    assert told in text_of(answer.content)
    kept = {"first_name": "Pierre", "last_name": "PROPRIETAIRE"} | changes
    for value in kept.values():
        assert f'value="{value}"' in answer.content.decode() or not value
    assert not OneOffRequest.objects.exists()


@pytest.mark.parametrize("opened_at", ["0001-01-01", "0001-01-01T00:05:00+00:00", "9999-12-31"])
def test_a_form_that_says_it_was_shown_when_it_was_not_is_signed_all_the_same(
    client: Client, account: PublishedAccount, opened_at: str
) -> None:
    sign = send(client, account, opened_at=opened_at).headers["Location"]
    assert client.post(sign, {"accepted": "on", "code": code()}).status_code == 302


def test_more_than_is_owed_is_warned_and_allowed(client: Client, account: PublishedAccount) -> None:
    sign = send(client, account, amount="100,00").headers["Location"]
    assert "Vous payez plus que ce que vous devez" in text_of(client.get(sign).content)
    assert client.post(sign, {"accepted": "on", "code": code()}).status_code == 302


def test_above_the_ceiling_is_refused_with_the_ceiling(client: Client, books: Books) -> None:
    books.entity.one_off_ceiling = Decimal("50.00")
    books.entity.save()
    answer = send(client, published(books))
    assert answer.status_code == 422
    assert "limité à 50,00 €" in text_of(answer.content)


def test_where_it_is_not_allowed_the_button_is_gone_and_the_server_refuses(
    client: Client, account: PublishedAccount, books: Books
) -> None:
    typed = answers(client, account)
    books.entity.one_off_allowed = False
    books.entity.save()
    published(books)
    assert "Paiement par prélèvement unique" not in text_of(client.get("/").content)
    assert client.get(f"/comptes/{account.pk}/payer/").status_code == 302
    assert client.post(f"/comptes/{account.pk}/payer/", typed).status_code == 302
    assert not OneOffRequest.objects.exists()


def test_the_box_and_the_code_are_both_needed(client: Client, account: PublishedAccount) -> None:
    sign = send(client, account).headers["Location"]
    right = code()
    unticked = client.post(sign, {"code": right})
    assert "Cochez la case" in text_of(unticked.content)
    wrong = client.post(sign, {"accepted": "on", "code": "000000" if right != "000000" else "1"})
    assert "il vous reste 4" in text_of(wrong.content)
    assert OneOffRequest.objects.get().state == RequestState.DRAFT


def test_another_code_is_not_sent_at_once(client: Client, account: PublishedAccount) -> None:
    sign = send(client, account).headers["Location"]
    answer = client.post(sign.replace("signer", "code"), follow=True)
    assert "Un code vient de vous être envoyé" in text_of(answer.content)


def test_without_email_the_password_signs_where_the_agency_allows_it(
    account: PublishedAccount, books: Books
) -> None:
    books.party.email = ""
    payer = make_access(party=books.party)
    client = signed_in(payer)
    assert send(client, account).status_code == 422
    ExtranetSettings.objects.update(payment_without_email=True)
    sign = send(client, account).headers["Location"]
    wrong = client.post(sign, {"accepted": "on", "password": "pas-le-bon"})
    assert "n’est pas le vôtre" in text_of(wrong.content)
    assert client.post(sign, {"accepted": "on", "password": PASSWORD}).status_code == 302
    assert OneOffRequest.objects.get().signature_channel == "password"


def test_an_expired_session_leads_to_sign_in_and_back(
    client: Client, account: PublishedAccount
) -> None:
    sign = send(client, account).headers["Location"]
    client.logout()
    answer = client.post(sign, {"accepted": "on", "code": "123456"})
    assert answer.headers["Location"] == f"/compte/login/?next={sign}"


def test_an_expired_session_under_htmx_leaves_the_page_as_typed(
    client: Client, account: PublishedAccount
) -> None:
    typed = answers(client, account)
    client.logout()
    answer = client.post(f"/comptes/{account.pk}/payer/", typed, headers={"HX-Request": "true"})
    assert answer.status_code == 401


def test_somebody_elses_payment_does_not_exist(client: Client, account: PublishedAccount) -> None:
    sign = send(client, account).headers["Location"]
    uid = OneOffRequest.objects.get().uid
    stranger = signed_in(make_access(party=make_party(last_name="VOISIN"), username="voisin"))
    for path in ("", "signer/", "signe/", "mandat.pdf"):
        assert stranger.get(f"/paiements/{uid}/{path}").status_code == 404
    assert stranger.post(f"/paiements/{uid}/code/").status_code == 404
    assert stranger.post(sign, {"accepted": "on", "code": code()}).status_code == 404
    assert OneOffRequest.objects.get().state == RequestState.DRAFT


@pytest.mark.parametrize(
    ("iban", "answer"),
    [
        (IBAN, {"bic": "AGRIFRPPXXX", "bank": "CREDIT AGRICOLE SA", "warning": ""}),
        (
            "FR00",
            {"error": "Cet IBAN n’est pas valide : vérifiez chaque groupe de quatre caractères."},
        ),
    ],
)
def test_the_bank_is_named_by_post_only(client: Client, iban: str, answer: dict[str, str]) -> None:
    assert client.post("/paiements/banque/", {"iban": iban}).json() == answer
    assert client.get("/paiements/banque/", {"iban": iban}).status_code == 405


def test_a_bic_is_checked_while_it_is_typed(client: Client) -> None:
    def told(bic: str) -> dict[str, str]:
        answer: dict[str, str] = client.post(
            "/paiements/banque/", {"iban": IBAN, "bic": bic}
        ).json()
        return answer

    assert "BIC n’est pas valide" in told("AGRIFRPO")["error"]
    assert "CREDIT AGRICOLE SA" in told("DEUTDEFF")["warning"]
    assert told("AGRIFRPP")["warning"] == ""


def test_the_mandate_warns_of_the_bic_of_another_bank(
    client: Client, account: PublishedAccount
) -> None:
    sign = send(client, account, bic="DEUTDEFF").headers["Location"]
    assert "Le BIC DEUTDEFF n’est pas celui" in text_of(client.get(sign).content)
    assert client.post(sign, {"accepted": "on", "code": code()}).status_code == 302


@pytest.mark.parametrize("bic", ["AGRIFRPO", "1234FRPP"])
def test_a_bic_that_the_bank_file_refuses_is_refused(
    client: Client, account: PublishedAccount, bic: str
) -> None:
    assert "BIC n’est pas valide" in text_of(send(client, account, bic=bic).content)
    assert not OneOffRequest.objects.exists()
