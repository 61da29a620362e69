"""The syndicate never debits itself: a bank account of the agency is no payer's, at any door."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core.database.iban import group_iban
from core.text.errors import BusinessError
from receipts.counter.models import ItemOutcome
from receipts.draft.models import DraftReceipt
from sepa.collections.models import CollectionTransaction
from sepa.collections.outcomes import NewIbanForm
from sepa.collections.services import generate_collections, preview_collections
from sepa.mandates.models import Mandate
from sepa.requests.models import OneOffRequest
from sepa.requests.services.fetching import fetch_requests
from sepa.requests.services.signing import RequestRefusedError
from tests import factories
from tests.factories import OWN_IBAN
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import allow_debits, make_batch, make_debited, note, owe, signed
from tests.sepa.factories import House, ids, make_house, make_lines, make_pending, start

pytestmark = pytest.mark.django_db
OTHER_OWN = "FR1420041010050500013M02606"


@pytest.fixture
def house() -> House:
    return make_house()


@pytest.fixture
def neighbour(house: House) -> str:
    """The IBAN of another syndicate of the same agency, spelled as it is printed."""
    other = factories.make_entity(code="S009", name="Syndicat voisin")
    factories.make_bank_account(entity=other, iban=OTHER_OWN)
    return OTHER_OWN


@pytest.mark.parametrize("typed", [OWN_IBAN, group_iban(OWN_IBAN).lower()])
def test_the_form_refuses_the_creditors_own_iban(house: House, typed: str) -> None:
    with pytest.raises(RequestRefusedError) as refusal:
        start(house, iban=typed)
    assert "compte de l’agence" in refusal.value.fields["iban"]
    assert not OneOffRequest.objects.exists()


def test_the_form_refuses_the_iban_of_any_entity(house: House, neighbour: str) -> None:
    with pytest.raises(RequestRefusedError):
        start(house, iban=neighbour)


def turn_into_ours(iban: str) -> None:
    """The mandate was signed before the account was known as one of ours."""
    other = factories.make_entity(code="S008", name="Syndicat repris")
    factories.make_bank_account(entity=other, iban=iban)


def test_a_request_that_slipped_through_pays_nobody_at_the_office(house: House) -> None:
    make_pending(house)
    turn_into_ours(factories.IBAN)
    assert fetch_requests(acting_user=house.accountant, now=timezone.now()).unassigned == 1
    line = DraftReceipt.objects.get()
    assert line.account is None
    assert "compte de l’agence" in line.unassigned_reason


def test_preview_and_file_refuse_it_and_name_it(house: House) -> None:
    (line,) = make_lines(house)
    turn_into_ours(factories.IBAN)
    (group,) = preview_collections(
        ids([line]), acting_user=house.accountant, now=timezone.now()
    ).groups
    ((problem,),) = [each.problems for each in group.lines]
    assert "compte de l’agence" in problem
    with pytest.raises(BusinessError) as refusal:
        generate_collections(ids([line]), acting_user=house.accountant, now=timezone.now())
    assert any("compte de l’agence" in each for each in refusal.value.problems)
    assert not CollectionTransaction.objects.exists()


def test_a_preview_of_five_lines_asks_no_more_than_one_of_one(house: House) -> None:
    lines = make_lines(house, 5)
    preview_collections(
        ids(lines), acting_user=house.accountant, now=timezone.now()
    )  # rights are read once
    statements = []
    for shown in (lines[:1], lines):
        with CaptureQueriesContext(connection) as asked:
            preview_collections(ids(shown), acting_user=house.accountant, now=timezone.now())
        statements.append(len(asked))
    assert statements[0] == statements[1]


def test_a_coupon_with_our_iban_is_refused_beside_its_field() -> None:
    make.make_counter()
    form = NewIbanForm({"iban": OWN_IBAN, "signed_on": "2026-11-18", "holder": "Pierre"})
    assert not form.is_valid()
    assert "compte de l’agence" in form.errors["iban"][0]


@pytest.fixture
def desk():
    counter, user = make.make_counter(), make.make_cashier(username="marie")
    allow_debits(counter)
    return counter, user


def test_an_outcome_on_our_iban_is_refused(desk) -> None:
    counter, user = desk
    line = owe(counter, "10", "1er trim.")
    with pytest.raises(BusinessError, match="compte de l’agence"):
        note(make_batch(user), line, "bill_again", user, **signed(iban=OWN_IBAN))
    assert not ItemOutcome.objects.exists()


def test_presenting_again_looks_again(desk) -> None:
    counter, user = desk
    make_debited(counter, user)
    turn_into_ours(factories.IBAN)
    line = owe(counter, "20", "2e trim.")
    with pytest.raises(BusinessError, match="compte de l’agence"):
        note(make_batch(user), line, "present_again", user, **signed())


def test_the_closing_looks_again(desk) -> None:
    counter, user = desk
    line = owe(counter, "10", "1er trim.")
    batch = make_batch(user)
    note(batch, line, "bill_again", user, **signed(iban=factories.IBAN))
    turn_into_ours(factories.IBAN)
    with pytest.raises(BusinessError, match="devenu celui d’un compte de l’agence"):
        make.close(batch, user=user)
    assert not Mandate.objects.exists()
