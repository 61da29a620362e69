"""What the desk decides of a debt other than settling it: noted freely, done at the closing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from core.database.models import AuditEvent
from core.jobs.services import outbox
from core.text.errors import BusinessError
from ledger.books.models import Account
from ledger.matching.services.match_exact_sums import settle_account
from ledger.people.enums import FlagKind
from ledger.people.services.flag_party import raise_flag
from receipts.counter.enums import OutcomeState
from receipts.counter.models import Cheque, ItemOutcome
from receipts.counter.selectors.open_items import read_books
from receipts.counter.services.key_cheque import key_cheque
from receipts.counter.services.note_outcome import remove_outcome, undo_outcome
from receipts.counter.services.open_batch import open_batch
from receipts.draft.enums import ReceiptStatus, RefusalCode
from receipts.draft.models import DraftReceipt
from receipts.draft.selectors.on_its_way import on_its_way
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from sepa.collections.services import generate_collections
from sepa.mandates.models import Mandate
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from tests import factories
from tests.factories import euros
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import (
    allow_debits,
    make_batch,
    make_debited,
    note,
    owe,
    owed,
    post,
    signed,
)

pytestmark = pytest.mark.django_db
OTHER_IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def counter() -> make.Counter:
    counter = make.make_counter()
    allow_debits(counter)
    return counter


@pytest.fixture
def user():
    return make.make_cashier()


@pytest.fixture
def second(counter) -> int:
    return owe(counter, "65,63", "2e trim.")


def test_no_payment_is_kept_with_its_reason_and_spares_the_debt(counter, user, second) -> None:
    third = owe(counter, "40", "3e trim.")
    batch = make_batch(user)
    note(batch, second, "no_payment", user, reason="Conteste le relevé d’eau")
    cheque = key_cheque(batch.pk, make.keyed([(counter.pierre, "50")]), acting_user=user)
    assert cheque.shares.get().settles == [[third, 4000]]
    post(batch, user)
    row = ItemOutcome.objects.get()
    assert (row.state, row.reason) == (OutcomeState.FINAL, "Conteste le relevé d’eau")
    assert owed(counter.pierre) == {"2e trim.": "65,63"}


def test_before_the_closing_it_is_taken_out_freely_after_with_a_reason(counter, user, second):
    batch = make_batch(user)
    row = note(batch, second, "no_payment", user, reason="Refus")
    remove_outcome(row.pk, acting_user=user)
    assert not ItemOutcome.objects.exists()
    row = note(batch, second, "no_payment", user, reason="Refus")
    make.close(batch, user=user)
    with pytest.raises(BusinessError, match="définitive"):
        remove_outcome(row.pk, acting_user=user)
    with pytest.raises(BusinessError, match="Dites pourquoi"):
        undo_outcome(row.pk, acting_user=user, reason=" ")
    undo_outcome(row.pk, acting_user=user, reason="Le client a rappelé")
    with pytest.raises(BusinessError, match="retirée"):
        undo_outcome(row.pk, acting_user=user, reason="Encore")
    row.refresh_from_db()
    assert (row.state, row.undone_by) == (OutcomeState.UNDONE, user)
    told = AuditEvent.objects.get(action="outcome.undo").data
    assert (told["outcome"], told["undo_reason"]) == ("Sans paiement", "Le client a rappelé")


def test_a_new_iban_is_a_debit_with_its_mandate_on_paper(counter, user, second) -> None:
    batch = make_batch(user)
    row = note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    assert not DraftReceipt.objects.exists()
    make.close(batch, user=user)
    receipt, mandate = DraftReceipt.objects.get(), Mandate.objects.get()
    assert (receipt.channel, receipt.status, receipt.amount) == (
        "one_off",
        ReceiptStatus.PENDING,
        euros("65,63"),
    )
    assert (mandate.iban, mandate.debtor_name) == (OTHER_IBAN, "Pierre PROPRIETAIRE")
    assert mandate.mandate_reference == row.details["mandate_reference"]
    assert mandate.evidence["seen_by"] == user.username
    assert timezone.localdate(mandate.signed_at) == date(2026, 11, 18)
    row.refresh_from_db()
    assert (row.iban, row.iban_masked, row.receipt) == ("", mandate.iban_masked, receipt)
    assert OTHER_IBAN not in f"{receipt.raw_data}{mandate.evidence}{row.details}"


def test_posted_the_debit_settles_its_debt_and_no_other(counter, user, second) -> None:
    owe(counter, "40", "1er trim.")
    batch = make_batch(user)
    note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    make.close(batch, user=user)
    ids = list(DraftReceipt.objects.values_list("pk", flat=True))
    prepare_receipts(ids, acting_user=user, answers=[RefusalCode.NO_BANK_FILE])
    post_prepared(acting_user=user, ids=ids)
    outbox.deliver()
    assert owed(counter.pierre) == {"1er trim.": "40,00"}


def test_presented_again_it_has_a_new_mandate_on_the_same_iban(counter, user, second) -> None:
    first = make_debited(counter, user)
    batch = make_batch(user)
    note(batch, second, "present_again", user, **signed())
    make.close(batch, user=user)
    again = Mandate.objects.exclude(pk=first.pk).get()
    assert again.iban == first.iban == factories.IBAN
    assert again.mandate_reference != first.mandate_reference
    assert again.receipt.label == "Représentation Pierre PROPRIETAIRE"


def test_it_goes_into_a_file_like_any_other(counter, user, second) -> None:
    teller = factories.make_staff(rights=[*make.RIGHTS, "sepa_collections.generate_collection"])
    batch = make_batch(teller)
    row = note(batch, second, "bill_again", teller, **signed(iban=OTHER_IBAN))
    make.close(batch, user=teller)
    row.refresh_from_db()
    assert row.receipt is not None
    (file,) = generate_collections([row.receipt.pk], acting_user=teller, now=timezone.now())
    assert (file.total, file.transaction_count) == (euros("65,63"), 1)
    with pytest.raises(BusinessError):
        undo_outcome(row.pk, acting_user=teller, reason="Trop tard")
    row.refresh_from_db()
    assert row.state == OutcomeState.FINAL


def test_undone_it_leaves_the_draft_and_may_be_decided_again(counter, user, second) -> None:
    batch = make_batch(user)
    row = note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    make.close(batch, user=user)
    undo_outcome(row.pk, acting_user=user, reason="IBAN d’un autre client")
    assert DraftReceipt.objects.get().status == ReceiptStatus.CANCELLED
    note(make_batch(user), second, "bill_again", user, **signed(iban=OTHER_IBAN))


def test_nobody_pays_twice(counter, user, second) -> None:
    batch = make_batch(user)
    note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    with pytest.raises(BusinessError, match="déjà en cours de prélèvement"):
        note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    # A cheque of the same batch goes to account rather than to what is being debited.
    cheque = key_cheque(batch.pk, make.keyed([(counter.pierre, "65,63")]), acting_user=user)
    assert cheque.shares.get().settles == []
    with pytest.raises(BusinessError, match="paierait deux fois"):
        key_cheque(
            batch.pk,
            make.keyed(
                [(counter.pierre, "65,63")], settles={counter.pierre.pk: [(second, euros("65,63"))]}
            ),
            acting_user=user,
        )


def test_what_is_on_its_way_by_another_channel_counts(counter, user, second) -> None:
    other = make.make_batch(user=user)
    make.make_cheques(["65,63"], account=counter.pierre, user=user, batch=other)
    with pytest.raises(BusinessError, match=r"65,63.€, dont 65,63.€ déjà en cours"):
        note(make_batch(user), second, "bill_again", user, **signed(iban=OTHER_IBAN))


def test_what_the_client_signed_online_is_fetched_first(counter, user, second) -> None:
    OneOffRequest.objects.create(
        client=factories.make_client(),
        submission_key="form-1",
        state=RequestState.PENDING,
        entity_code=counter.entity.code,
        account_code=counter.pierre.code,
        amount=euros("65,63"),
        mandate_reference="S001-X-1",
    )
    with pytest.raises(BusinessError, match="vient de signer"):
        note(make_batch(user), second, "bill_again", user, **signed(iban=OTHER_IBAN))


def test_settled_since_it_was_noted_the_batch_waits(counter, user, second) -> None:
    batch = make_batch(user)
    row = note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    later = make_batch(user)
    chosen: dict[int, list[tuple[int, Decimal]]] = {counter.pierre.pk: []}
    key_cheque(later.pk, make.keyed([(counter.pierre, "65,63")], settles=chosen), acting_user=user)
    post(later, user)
    settle_account(account=counter.pierre, acting_user=user, on=timezone.localdate())
    with pytest.raises(BusinessError, match="Réglé depuis"):
        make.close(batch, user=user)
    assert not DraftReceipt.objects.filter(channel="one_off").exists()
    remove_outcome(row.pk, acting_user=user)


def test_one_form_is_one_outcome_and_a_new_one_takes_the_place(counter, user, second) -> None:
    batch, form_id = make_batch(user), uuid4()
    for _turn in range(2):
        note(batch, second, "no_payment", user, reason="Refus", form_id=form_id)
    note(batch, second, "card_request", user, place="online")
    assert ItemOutcome.objects.get().kind == "card_request"
    told = AuditEvent.objects.get(action="outcome.remove").data
    assert told["outcome"] == "Sans paiement"
    make.close(batch, user=user)
    note(make_batch(user), second, "no_payment", user, reason="Refus")
    assert sorted(ItemOutcome.objects.values_list("kind", "state")) == [
        ("card_request", "replaced"),
        ("no_payment", "noted"),
    ]
    other = make.make_cashier()
    with pytest.raises(BusinessError, match="a déjà sa suite dans le lot"):
        note(make_batch(other), second, "no_payment", other, reason="Refus")


def test_a_line_taken_out_of_the_draft_frees_the_debt(counter, user, second) -> None:
    batch = make_batch(user)
    note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    make.close(batch, user=user)
    ids = list(DraftReceipt.objects.values_list("pk", flat=True))
    cancel_receipts(ids, acting_user=user, reason="Erreur")
    (its,) = read_books([counter.pierre.pk]).owed[counter.pierre.pk]
    assert its.free == euros("65,63")
    key_cheque(make_batch(user).pk, make.keyed([(counter.pierre, "65,63")]), acting_user=user)
    assert Cheque.objects.get().shares.get().settles == [[second, 6563]]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        (signed(holder="Paul MARTIN"), "n’est pas PROPRIETAIRE"),
        (signed(signed_on=date(2999, 1, 1)), "à venir"),
        (signed(signed_on=date(2020, 1, 1)), "36 mois"),
        (signed(holder="Pierre PROPRIETAIRE 4970101234567893"), "carte bancaire"),
    ],
)
def test_a_coupon_that_proves_nothing_is_refused(counter, user, second, values, refusal) -> None:
    with pytest.raises(BusinessError, match=refusal):
        note(make_batch(user), second, "bill_again", user, iban=OTHER_IBAN, **values)
    assert not ItemOutcome.objects.exists()


@pytest.mark.parametrize(
    ("entity", "refusal"),
    [
        ({"one_off_allowed": False}, "n’autorise pas"),
        ({"one_off_ceiling": euros("50")}, "limité à 50,00"),
        ({"creditor_identifier": ""}, "ICS valide"),
        ({"collection_account": None}, "compte pour prélèvements"),
    ],
)
def test_the_entity_has_its_say(counter, user, second, entity, refusal) -> None:
    allow_debits(counter, **entity)
    with pytest.raises(BusinessError, match=refusal):
        note(make_batch(user), second, "bill_again", user, **signed(iban=OTHER_IBAN))


@pytest.mark.parametrize("kind", list(FlagKind))
def test_flags_that_keep_from_debiting(counter, user, second, kind) -> None:
    party = counter.pierre.party
    raise_flag(
        party=party,
        kind=kind,
        since=date(2026, 11, 1),
        note="",
        acting_user=user,
        today=timezone.localdate(),
    )
    with pytest.raises(BusinessError, match="ne prélevez pas"):
        note(make_batch(user), second, "bill_again", user, **signed(iban=OTHER_IBAN))


def test_which_iban_goes_with_which_outcome(counter, user, second) -> None:
    with pytest.raises(BusinessError, match="jamais été prélevé"):
        note(make_batch(user), second, "present_again", user, **signed())
    make_debited(counter, user)
    with pytest.raises(BusinessError, match="représentez"):
        note(make_batch(user), second, "bill_again", user, **signed(iban=factories.IBAN))


@pytest.mark.dated
def test_without_open_items_there_is_nothing_to_decide(counter, user, second) -> None:
    batch = open_batch(
        acting_user=user, channel_code="cheque", arrival_date=make.DAY, with_open_items=False
    )
    with pytest.raises(BusinessError, match="sans factures en attente"):
        note(batch, second, "no_payment", user, reason="Refus")


def test_a_debit_decided_half_an_hour_after_midnight_is_of_the_new_day(counter, user, second):
    """In Paris: 65,63 € that a client who comes on that day owes no more, not the one before."""
    row = note(make_batch(user), second, "bill_again", user, **signed(iban=OTHER_IBAN))
    moment = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    ItemOutcome.objects.filter(pk=row.pk).update(noted_at=moment)
    (coming,) = on_its_way(Account.objects.all(), but=DraftReceipt.objects.none())
    assert (coming.day, coming.amount) == (date(2026, 11, 19), euros("65,63"))
    assert coming.is_debit
