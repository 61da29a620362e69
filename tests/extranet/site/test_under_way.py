"""Nobody pays twice: what is being debited is told apart until its entry is published."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from core.jobs.services import outbox
from core.people.models import User
from extranet.publication.models import PublishedAccount
from extranet.publication.services.publishing import publish
from extranet.site.selectors import access_of, milestones, own_request, payments_on, position_of
from receipts.draft.enums import ReceiptStatus, RefusalCode
from receipts.draft.models import DraftReceipt
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from sepa.mandates.models import Mandate
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from sepa.requests.platform.base import Step
from sepa.requests.services.record_steps import record_steps
from tests.extranet.factories import Books, make_access, make_books, post, published
from tests.factories import ICS, make_staff

pytestmark = pytest.mark.django_db
RUM = "S001-450PIERREP-261121-7K3QXM2P"


@pytest.fixture
def books() -> Books:
    found = make_books()
    post(found, debit="65,63")
    published(found)
    return found


@pytest.fixture
def payer(books: Books) -> User:
    return make_access(party=books.party)


def ask(books: Books, payer: User, amount: str = "65.63") -> OneOffRequest:
    request = OneOffRequest.objects.create(
        client=payer,
        submission_key=RUM,
        state=RequestState.PENDING,
        entity_code="S001",
        account_code=books.account.code,
        amount=Decimal(amount),
        creditor_name="Syndicat Gilbert",
        creditor_identifier=ICS,
        last_name="PROPRIETAIRE",
        first_name="Pierre",
        mandate_reference=RUM,
        text_version="2026-11",
        signed_at=timezone.now(),
    )
    request.steps.create(state=RequestState.PENDING, at=timezone.now())
    return request


def enter(books: Books, request: OneOffRequest) -> Mandate:
    """As after the fetch, then the posting: the entry is in the books, nothing is published."""
    entry_id = post(books, credit=str(request.amount).replace(".", ","))
    receipt = DraftReceipt.objects.create(
        channel="one_off",
        source_key=str(request.uid),
        entity=books.entity,
        account=books.account,
        movement_date=timezone.localdate(),
        label="Règlement Pierre PROPRIETAIRE",
        amount=request.amount,
        status=ReceiptStatus.POSTED,
        entry_id=entry_id,
        journal=books.journal,
    )
    now = timezone.now()
    return Mandate.objects.create(
        receipt=receipt,
        request_uid=request.uid,
        mandate_reference=RUM,
        creditor_identifier=ICS,
        creditor_name="Syndicat Gilbert",
        amount=request.amount,
        debtor_name="PROPRIETAIRE Pierre",
        signed_at=now,
        fetched_at=now,
        pdf_sha256="0" * 64,
    )


def stands(payer: User) -> tuple[Decimal, Decimal, Decimal]:
    """Owed, being debited, left to pay."""
    access = access_of(payer)
    assert access
    account = PublishedAccount.objects.get()
    position = position_of(account, payments_on([account]), access, today=timezone.localdate())
    return position.owed, position.under_way, position.left_to_pay


def test_from_the_signature_to_the_publication_of_its_entry(books: Books, payer: User) -> None:
    owed, nothing = Decimal("65.63"), Decimal("0.00")
    assert stands(payer) == (owed, nothing, owed)
    request = ask(books, payer)
    assert stands(payer) == (owed, owed, nothing)
    publish(acting_user=None, now=timezone.now())
    assert stands(payer) == (owed, owed, nothing)
    enter(books, request)
    assert stands(payer) == (owed, owed, nothing)
    publish(acting_user=None, now=timezone.now())
    assert stands(payer) == (nothing, nothing, nothing)


@pytest.mark.dated
def test_the_back_office_telling_first_changes_nothing(books: Books, payer: User) -> None:
    request = ask(books, payer)
    record_steps(
        [Step(uids=[request.uid], state=RequestState.POSTED, at=timezone.now())], now=timezone.now()
    )
    assert stands(payer)[1] == Decimal("65.63")
    enter(books, request)
    publish(acting_user=None, now=timezone.now())
    assert stands(payer) == (Decimal("0.00"), Decimal("0.00"), Decimal("0.00"))


def test_a_publication_that_overtakes_what_is_told_is_enough(books: Books, payer: User) -> None:
    enter(books, ask(books, payer))
    publish(acting_user=None, now=timezone.now())
    assert OneOffRequest.objects.get().state == RequestState.PENDING
    assert stands(payer)[1] == Decimal("0.00")


def test_an_archived_year_does_not_bring_it_back(books: Books, payer: User) -> None:
    enter(books, ask(books, payer))
    publish(acting_user=None, now=timezone.now())
    books.year.status = "archived"
    books.year.save()
    publish(acting_user=None, now=timezone.now())
    assert stands(payer)[1] == Decimal("0.00")


def test_reversed_and_drafted_again_it_is_under_way_until_posted_again(
    books: Books, payer: User
) -> None:
    owed, nothing = Decimal("65.63"), Decimal("0.00")
    receipt = enter(books, ask(books, payer)).receipt
    publish(acting_user=None, now=timezone.now())
    assert stands(payer) == (nothing, nothing, nothing)
    accountant = make_staff(rights=["receipts_draft.see_others"])
    reverse_receipt(
        receipt.pk,
        acting_user=accountant,
        reason="Mauvais journal",
        entry_date=timezone.localdate(),
        draft_again=True,
    )
    publish(acting_user=None, now=timezone.now())
    assert stands(payer) == (owed, owed, nothing)
    again = DraftReceipt.objects.exclude(pk=receipt.pk).get()
    assert Mandate.objects.get().receipt == again
    again.journal = books.journal
    again.save()
    prepare_receipts([again.pk], acting_user=accountant, answers=[RefusalCode.NO_BANK_FILE])
    post_prepared(acting_user=accountant)
    assert stands(payer) == (owed, owed, nothing)
    publish(acting_user=None, now=timezone.now())
    assert stands(payer) == (nothing, nothing, nothing)


def test_posted_reversed_then_given_up_it_is_asked_again(books: Books, payer: User) -> None:
    owed, nothing = Decimal("65.63"), Decimal("0.00")
    receipt = enter(books, ask(books, payer)).receipt
    [uid] = OneOffRequest.objects.values_list("uid", flat=True)
    record_steps(
        [Step(uids=[uid], state=RequestState.POSTED, at=timezone.now())], now=timezone.now()
    )
    publish(acting_user=None, now=timezone.now())
    accountant = make_staff(rights=["receipts_draft.see_others"])
    reverse_receipt(
        receipt.pk,
        acting_user=accountant,
        reason="Revenu de la banque",
        entry_date=timezone.localdate(),
        draft_again=True,
    )
    publish(acting_user=None, now=timezone.now())
    again = DraftReceipt.objects.exclude(pk=receipt.pk).get()
    cancel_receipts([again.pk], acting_user=accountant, reason="Revenu de la banque")
    outbox.deliver()
    publish(acting_user=None, now=timezone.now())
    assert stands(payer) == (owed, nothing, owed)


def test_a_cancelled_request_is_no_longer_under_way(books: Books, payer: User) -> None:
    request = ask(books, payer)
    record_steps(
        [Step(uids=[request.uid], state=RequestState.CANCELLED, at=timezone.now())],
        now=timezone.now(),
    )
    assert stands(payer) == (Decimal("65.63"), Decimal("0.00"), Decimal("65.63"))
    words = [each.label for each in milestones(own_request(payer, request.uid))]
    assert words == ["Demandé", "Annulé"]


def test_a_part_leaves_the_rest_to_pay(books: Books, payer: User) -> None:
    ask(books, payer, amount="20.00")
    assert stands(payer) == (Decimal("65.63"), Decimal("20.00"), Decimal("45.63"))


def test_the_life_of_a_payment_reads_in_the_clients_words(books: Books, payer: User) -> None:
    request = ask(books, payer)
    start = timezone.now()
    told = [RequestState.FETCHED, RequestState.IN_FILE, RequestState.SENT]
    record_steps(
        [
            Step(uids=[request.uid], state=state, at=start + timedelta(minutes=rank))
            for rank, state in enumerate(told, start=1)
        ],
        now=start + timedelta(minutes=5),
    )
    life = milestones(own_request(payer, request.uid))
    assert [(each.label, each.at is not None) for each in life] == [
        ("Demandé", True),
        ("Pris en charge", True),
        ("Transmis à la banque", True),
        ("Débité", False),
        ("Porté sur votre compte", False),
    ]
