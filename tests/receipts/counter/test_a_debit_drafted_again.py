"""A desk debit that is reversed to be drafted again is still a debit under way."""

from __future__ import annotations

import pytest

from core.jobs.services import outbox
from core.people.models import User
from core.text.errors import BusinessError
from receipts.counter.models import ItemOutcome
from receipts.counter.selectors.open_items import read_books
from receipts.counter.services.key_cheque import key_cheque
from receipts.counter.services.note_outcome import undo_outcome
from receipts.draft.enums import ReceiptStatus, RefusalCode
from receipts.draft.models import DraftReceipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from sepa.mandates.models import Mandate
from tests.factories import euros
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import allow_debits, make_batch, note, owe, owed, signed

pytestmark = pytest.mark.django_db
OTHER_IBAN = "FR1420041010050500013M02606"


@pytest.fixture
def user() -> User:
    return make.make_cashier()


@pytest.fixture
def counter() -> make.Counter:
    counter = make.make_counter()
    allow_debits(counter)
    return counter


@pytest.fixture
def row(counter: make.Counter, user: User) -> ItemOutcome:
    """Pierre's debit of 65,63 €, posted, reversed, and back in the draft."""
    owe(counter, "40", "1er trim.")
    second = owe(counter, "65,63", "2e trim.")
    batch = make_batch(user)
    row = note(batch, second, "bill_again", user, **signed(iban=OTHER_IBAN))
    make.close(batch, user=user)
    (pk,) = DraftReceipt.objects.values_list("pk", flat=True)
    post(pk, user)
    reverse_receipt(
        pk, acting_user=user, reason="Mauvais jour", entry_date=make.DAY, draft_again=True
    )
    outbox.deliver()
    row.refresh_from_db()
    return row


def post(pk: int, user: User) -> None:
    prepare_receipts([pk], acting_user=user, answers=[RefusalCode.NO_BANK_FILE])
    post_prepared(acting_user=user, ids=[pk])
    outbox.deliver()


def test_its_debt_takes_no_cheque_and_no_other_debit(counter, user, row) -> None:
    again = DraftReceipt.objects.get(status=ReceiptStatus.PENDING)
    assert row.receipt == again == Mandate.objects.get().receipt
    books = read_books([counter.pierre.pk]).owed[counter.pierre.pk]
    assert {each.item.label: each.is_being_debited for each in books} == {
        "1er trim.": False,
        "2e trim.": True,
    }
    with pytest.raises(BusinessError, match="déjà en cours de prélèvement"):
        note(make_batch(user), row.line_id, "bill_again", user, **signed(iban=OTHER_IBAN))
    chosen = {counter.pierre.pk: [(row.line_id, euros("65,63"))]}
    with pytest.raises(BusinessError, match="paierait deux fois"):
        key_cheque(
            make_batch(user).pk,
            make.keyed([(counter.pierre, "65,63")], settles=chosen),
            acting_user=user,
        )


def test_posted_again_it_settles_its_own_debt(counter, user, row) -> None:
    post(row.receipt_id, user)
    assert owed(counter.pierre) == {"1er trim.": "40,00"}


def test_undone_it_is_the_new_line_that_leaves_the_draft(counter, user, row) -> None:
    undo_outcome(row.pk, acting_user=user, reason="Le client paie par chèque")
    assert not DraftReceipt.objects.filter(status=ReceiptStatus.PENDING).exists()
    assert all(each.free for each in read_books([counter.pierre.pk]).owed[counter.pierre.pk])
