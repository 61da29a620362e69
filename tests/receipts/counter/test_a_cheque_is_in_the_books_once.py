"""What was cancelled or bounced is keyed again at the counter, and nowhere else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.people.models import User
from core.text.errors import BusinessError
from receipts.counter.enums import ChequeState
from receipts.counter.models import Cheque
from receipts.counter.services.bounce_cheque import bounce_cheque
from receipts.counter.services.cancel_cheque import cancel_cheque
from receipts.counter.services.key_cheque import key_cheque
from receipts.draft.models import DraftReceipt
from receipts.draft.services.reverse_receipt import redraft_receipt, reverse_receipt
from tests import factories
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user() -> User:
    return make.make_cashier(username="marie")


def posted(counter: make.Counter, user: User) -> Cheque:
    (cheque,) = make.make_cheques(["65,63"], account=counter.pierre, user=user)
    make.close(cheque.batch, user=user)
    make.post(cheque.batch, user=user)
    return cheque


def test_a_cancelled_cheque_keyed_again_does_not_come_back_by_the_draft_too(counter, user) -> None:
    """65,63 € keyed, cancelled, keyed again: Pierre paid 65,63 €, not 131,26 €."""
    cheque = posted(counter, user)
    receipt = cheque.shares.get().receipt
    assert receipt is not None
    cancel_cheque(cheque.pk, acting_user=user, reason="Mauvais lot", day=make.DAY)
    values = make.keyed([(counter.pierre, "65,63")], replaces_id=cheque.pk)
    again = key_cheque(make.make_batch(user=user).pk, values, acting_user=user)
    make.close(again.batch, user=user)
    make.post(again.batch, user=user)
    with pytest.raises(BusinessError) as refusal:
        redraft_receipt(receipt.pk, acting_user=user)
    assert "de nouveau au guichet" in refusal.value.problems[0]
    assert not DraftReceipt.objects.filter(status="pending").exists()
    make.deposit(counter, user=user)
    assert make.balance(counter.pierre) == "-65,63"
    assert (make.balance(counter.to_cash), make.balance(counter.bank)) == ("0,00", "65,63")


def test_the_record_does_not_offer_what_is_refused(counter, user, client: Client) -> None:
    cheque = posted(counter, user)
    receipt = cheque.shares.get().receipt
    assert receipt is not None
    cancel_cheque(cheque.pk, acting_user=user, reason="Mauvais lot", day=make.DAY)
    client.force_login(user)
    page = client.get(reverse("receipts:record", args=[receipt.pk])).content.decode()
    assert "contre-passé" in page
    assert reverse("receipts:draft_again", args=[receipt.pk]) not in page
    client.post(reverse("receipts:draft_again", args=[receipt.pk]))
    assert DraftReceipt.objects.count() == 1


def test_a_bounced_cheque_is_neither_reversed_nor_drafted_again(counter, user) -> None:
    cheque = posted(counter, user)
    receipt = cheque.shares.get().receipt
    assert receipt is not None
    make.deposit(counter, user=user)
    bounce_cheque(cheque.pk, acting_user=user, reason="Sans provision", day=make.DAY)
    with pytest.raises(BusinessError) as refusal:
        reverse_receipt(receipt.pk, acting_user=user, reason="Impayé", entry_date=make.DAY)
    assert "revenu impayé" in refusal.value.problems[0]
    assert make.balance(counter.pierre) == "0,00"


def test_a_line_of_a_closed_batch_leaves_the_draft_by_who_may_close_batches(
    counter, user, client: Client
) -> None:
    """« Retirer du brouillard » is no way around « Annuler une ligne d'un lot clos »."""
    (cheque,) = make.make_cheques(["65,63"], account=counter.pierre, user=user)
    make.close(cheque.batch, user=user)
    rights = ["receipts_draft.see_draft", "receipts_draft.edit_draft", "receipts_draft.see_others"]
    client.force_login(factories.make_staff(rights=rights, username="clerk"))
    values = {"sel": str(cheque.shares.get().receipt_id), "reason": "Erreur"}
    said = client.post(reverse("receipts:cancel"), values, follow=True).content.decode()
    cheque.refresh_from_db()
    assert cheque.state == ChequeState.DRAFTED
    assert "droit de clore un lot" in said
    client.force_login(user)
    client.post(reverse("receipts:cancel"), values)
    cheque.refresh_from_db()
    assert cheque.state == ChequeState.CANCELLED
