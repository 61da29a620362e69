"""The guard against card numbers reads what a person types of a line, never the form's own ids."""

from __future__ import annotations

from uuid import UUID

import pytest

from core.people.models import User
from core.text.guard import looks_like_card
from receipts.counter.forms.batch_forms import ChequeForm
from receipts.counter.models import Batch
from receipts.counter.services.keep_unfinished_line import keep_unfinished, unfinished
from tests.receipts.counter import factories as make
from tests.receipts.counter.keying import key, line

pytestmark = pytest.mark.django_db
CARD = "4970 1012 3456 7893"
#: One form id in 940 looks like this: its third to fifth groups pass Luhn's check.
UNLUCKY = UUID("f6a1c2de-0abc-4970-1012-34567893abcd")


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user() -> User:
    return make.make_cashier(username="marie")


@pytest.fixture
def batch(user: User) -> Batch:
    return make.make_batch(user=user)


def test_a_line_whose_form_looks_like_a_card_is_kept(batch: Batch, user: User) -> None:
    assert looks_like_card(CARD)
    values = {"form_id": str(UNLUCKY), "drawer": "Pierre", "account_key": CARD.replace(" ", "")}
    keep_unfinished(batch.pk, acting_user=user, values=values)
    assert unfinished(batch, user) == values


@pytest.mark.parametrize("name", ["figures", "words", "number", "drawer", "bank", "date", "share"])
def test_a_card_that_is_typed_is_left_out(batch: Batch, user: User, name: str) -> None:
    values = {"form_id": str(UNLUCKY), name: CARD}
    keep_unfinished(batch.pk, acting_user=user, values=values)
    assert unfinished(batch, user) == {"form_id": str(UNLUCKY)}


def test_of_what_settles_debts_only_the_typed_amounts_are_read(batch: Batch, user: User) -> None:
    ours, typed = f"{CARD.replace(' ', '')}:12:10,00", f"7:12:{CARD}"
    keep_unfinished(batch.pk, acting_user=user, values={"form_id": str(UNLUCKY), "settles": ours})
    assert unfinished(batch, user)["settles"] == ours
    keep_unfinished(batch.pk, acting_user=user, values={"form_id": str(UNLUCKY), "settles": typed})
    assert "settles" not in unfinished(batch, user)


def test_such_a_line_is_saved(client, counter, batch: Batch, user: User) -> None:
    client.force_login(user)
    assert key(client, batch, line(counter.pierre, form_id=str(UNLUCKY)))[0] == 200
    assert key(client, batch, line(counter.pierre, number="4521008", drawer=CARD))[0] == 422


def test_every_text_of_the_form_is_read() -> None:
    ours = {"form_id", "account_key", "bank_key", "cheque", "replaces", "accept"}
    from receipts.counter.services.keep_unfinished_line import TYPED

    assert set(ChequeForm.base_fields) - ours <= TYPED
