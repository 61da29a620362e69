"""The form of a one-off debit: what is taken, corrected, refused."""

from __future__ import annotations

from decimal import Decimal
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone

from core.text.errors import BusinessError
from sepa.requests.models import OneOffRequest
from sepa.requests.services.signing import RequestRefusedError, amount_warning, start_request
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db


def refusal_of(house: make.House, **fields: object) -> dict[str, str]:
    amount = Decimal(str(fields.pop("amount", "65.63")))
    ceiling = fields.pop("ceiling", None)
    with pytest.raises(RequestRefusedError) as refused:
        start_request(
            acting_user=house.client,
            submission_key="form",
            payable=make.payable(house, ceiling=ceiling),
            payer=make.payer(**fields),
            amount=amount,
            now=timezone.now(),
        )
    assert not OneOffRequest.objects.exists()
    return refused.value.fields


def test_a_form_becomes_a_draft_with_a_readable_reference() -> None:
    request = make.start(make.make_house())
    assert request.state == "draft"
    assert request.mandate_reference.startswith("S001-450PIERREP-")
    assert len(request.mandate_reference) <= 35
    assert request.iban_masked == "FR76 •••• 0189"


def test_two_forms_have_two_references() -> None:
    house = make.make_house()
    assert make.start(house).mandate_reference != make.start(house).mandate_reference


@pytest.mark.dated("sepa.requests.services.signing.refuse_twice")
def test_the_same_form_sent_twice_is_one_request() -> None:
    house = make.make_house()
    assert make.start(house, key="form").pk == make.start(house, key="form").pk
    assert OneOffRequest.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_form_sent_twice_at_once_is_one_request() -> None:
    house = make.make_house()
    found: list[int] = []

    def send() -> None:
        try:
            found.append(make.start(house, key="form").pk)
        finally:
            connection.close()

    threads = [Thread(target=send) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 4
    assert len(set(found)) == 1
    assert OneOffRequest.objects.count() == 1


def test_going_back_corrects_the_draft_and_forgets_the_code() -> None:
    house = make.make_house()
    request = make.start(house, key="form")
    OneOffRequest.objects.update(code_hash="x")
    corrected = make.start(house, key="form", amount="50.00")
    assert corrected.pk == request.pk
    assert (corrected.amount, corrected.code_hash) == (Decimal("50.00"), "")


def test_a_signed_request_is_not_corrected() -> None:
    house = make.make_house()
    make.start(house, key="form")
    OneOffRequest.objects.update(state="pending")
    assert make.start(house, key="form", amount="50.00").amount == Decimal("65.63")


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "supérieur à zéro"),
        ("-5", "supérieur à zéro"),
        ("1.234", "deux décimales"),
        ("NaN", "supérieur à zéro"),
        ("Infinity", "supérieur à zéro"),
        ("1000000000", "SEPA"),
    ],
)
def test_an_impossible_amount_is_refused(amount: str, words: str) -> None:
    assert words in refusal_of(make.make_house(), amount=amount)["amount"]


def test_the_ceiling_of_the_entity_is_kept() -> None:
    house = make.make_house()
    assert "limité" in refusal_of(house, amount="500.01", ceiling=Decimal("500.00"))["amount"]


def test_paying_more_than_owed_is_warned_of_and_allowed() -> None:
    assert "65,63" in amount_warning(Decimal("100.00"), Decimal("65.63"))
    assert amount_warning(Decimal("65.63"), Decimal("65.63")) == ""


@pytest.mark.parametrize(
    "iban", ["", "FR76", "FR7630006000011234567890180", "BR1500000000000010932840814P2"]
)
def test_a_wrong_iban_is_refused(iban: str) -> None:
    assert "iban" in refusal_of(make.make_house(), iban=iban)


@pytest.mark.parametrize("bic", ["AGRI", "AGRIUSPPXXX"])
def test_a_wrong_bic_is_refused(bic: str) -> None:
    assert "bic" in refusal_of(make.make_house(), bic=bic)


def test_the_bic_is_found_from_a_french_iban() -> None:
    assert make.start(make.make_house(), bic="").bic == "AGRIFRPPXXX"


def test_every_wrong_field_is_named_at_once() -> None:
    fields = refusal_of(make.make_house(), last_name=" ", iban="x", amount="0")
    assert set(fields) == {"last_name", "iban", "amount"}


def test_the_code_will_go_to_the_address_that_the_agency_holds() -> None:
    house = make.make_house()
    assert make.start(house).email == house.client.email == "pierre@example.org"


def test_without_email_only_where_the_agency_allows_it() -> None:
    house = make.make_house()
    house.client.email = ""
    assert "email" in refusal_of(house)
    request = start_request(
        acting_user=house.client,
        submission_key="form",
        payable=make.payable(house),
        payer=make.payer(),
        amount=Decimal("65.63"),
        allow_without_email=True,
        now=timezone.now(),
    )
    assert request.email == ""


def test_an_account_that_takes_no_debit_says_so() -> None:
    house = make.make_house()
    with pytest.raises(BusinessError, match="contactez l’agence"):
        start_request(
            acting_user=house.client,
            submission_key="form",
            payable=make.payable(house, one_off_allowed=False),
            payer=make.payer(),
            amount=Decimal("65.63"),
            now=timezone.now(),
        )
