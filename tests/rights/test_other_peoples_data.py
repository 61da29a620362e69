"""To a client, other people's accounts and payments do not exist; to staff, others' lines."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from core.people.models import User
from extranet.publication.models import PublishedAccount
from extranet.publication.services.give_access import choose_password
from extranet.publication.services.mark_accounts import mark_accounts
from extranet.publication.services.publishing.publish import publish
from sepa.requests.models import OneOffRequest
from sepa.requests.services.signing import Payable, Payer, start_request
from tests.factories import euros, make_staff
from tests.stories.office import RIGHTS, open_account, open_books, receive

pytestmark = pytest.mark.django_db

OF_AN_ACCOUNT = ["/comptes/{}/", "/comptes/{}/releve.pdf", "/comptes/{}/payer/"]
OF_A_PAYMENT = [
    "/paiements/{}/",
    "/paiements/{}/signer/",
    "/paiements/{}/code/",
    "/paiements/{}/signe/",
    "/paiements/{}/mandat.pdf",
]
OF_A_LINE = [
    "/encaissements/{}/",
    "/brouillard/{}/volet/",
    "/brouillard/{}/case/",
    "/brouillard/{}/affecter/",
]


@pytest.fixture
def neighbours(settings: Any) -> dict[str, User]:
    """Pierre and Lucie of the same syndicate, on the extranet, each with a password."""
    marie = make_staff(username="marie", rights=RIGHTS)
    gilbert = open_books("S001", "Syndicat Gilbert", year=2026, one_off=True)
    accounts = [
        open_account(gilbert, "450PIERREP", "Pierre", "PROPRIETAIRE"),
        open_account(gilbert, "450FERRYLU", "Lucie", "FERRY"),
    ]
    issued = mark_accounts(
        [account.pk for account in accounts], acting_user=marie, now=timezone.now()
    ).issued
    publish(acting_user=marie, now=timezone.now())
    for each in issued:
        choose_password(each.access.user, "Gilbert!1965a")
    settings.LSC_SITE = "extranet"
    settings.ROOT_URLCONF = "lsc.urls.extranet"
    return {each.username.split(".")[0]: each.access.user for each in issued}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def account_of(code: str) -> PublishedAccount:
    return PublishedAccount.objects.get(account_code=code)


def request_of(user: User, account: PublishedAccount) -> OneOffRequest:
    return start_request(
        acting_user=user,
        submission_key="form",
        payable=Payable(
            entity_code=account.entity_code,
            account_code=account.account_code,
            creditor_name=account.creditor_name,
            creditor_address="",
            creditor_identifier=account.creditor_identifier,
            one_off_allowed=True,
            ceiling=None,
        ),
        payer=Payer(
            last_name="PROPRIETAIRE",
            first_name="Pierre",
            iban="FR7610278040050002198764023",
        ),
        amount=euros("65,63"),
        now=timezone.now(),
    )


@pytest.mark.parametrize("address", OF_AN_ACCOUNT)
def test_the_neighbours_account_does_not_exist(neighbours: Any, address: str) -> None:
    path = address.format(account_of("450PIERREP").pk)
    assert signed_in(neighbours["pierre"]).get(path).status_code == 200
    assert signed_in(neighbours["lucie"]).get(path).status_code == 404
    assert signed_in(neighbours["lucie"]).post(path).status_code in {404, 405}


@pytest.mark.parametrize("address", OF_A_PAYMENT)
def test_the_neighbours_payment_does_not_exist(neighbours: Any, address: str) -> None:
    asked = request_of(neighbours["pierre"], account_of("450PIERREP"))
    path = address.format(asked.uid)
    lucie = signed_in(neighbours["lucie"])
    assert {lucie.get(path).status_code, lucie.post(path).status_code} <= {404, 405}
    asked.refresh_from_db()
    assert asked.codes_sent == 0


@pytest.mark.parametrize("address", OF_A_LINE)
def test_a_colleagues_line_needs_the_right_to_see_others(address: str) -> None:
    marie, paul = make_staff(rights=RIGHTS), make_staff(rights=[*RIGHTS[:1], *RIGHTS[2:]])
    gilbert = open_books("S001", "Syndicat Gilbert", year=2026)
    pierre = open_account(gilbert, "450PIERREP", "Pierre", "PROPRIETAIRE")
    line = receive(
        "transfer", pierre, "65,63", on=date(2026, 1, 12), reference="VIR 1", owner=marie
    )
    answers = [
        getattr(signed_in(paul), method)(address.format(line.pk)).status_code
        for method in ("get", "post")
    ]
    # 303: back to the draft with a word of refusal, where the form came without HTMX.
    assert set(answers) <= {303, 403, 404, 405, 409, 422}, answers
    journal_id = line.journal_id
    line.refresh_from_db()
    assert (line.account_id, line.journal_id) == (pierre.pk, journal_id)
