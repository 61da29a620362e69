"""The form's identity is the browser's: it tells a double click, and nothing more."""

from __future__ import annotations

from uuid import uuid4

import pytest

from core.text.errors import BusinessError
from receipts.counter.models import ItemOutcome
from sepa.mandates.models import Mandate
from tests.factories import IBAN
from tests.receipts.counter import factories as make
from tests.receipts.counter.owing import allow_debits, make_batch, note, owe, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    counter = make.make_counter()
    allow_debits(counter)
    return counter


def test_a_form_of_another_batch_shows_nothing_of_it(counter) -> None:
    marie, paul = make.make_cashier(username="marie"), make.make_cashier(username="paul")
    line, form_id = owe(counter, "65,63", "2e trim."), uuid4()
    hers = make_batch(marie)
    first = note(hers, line, "no_payment", marie, reason="Confidentiel", form_id=form_id)
    assert note(hers, line, "no_payment", marie, reason="Deux fois", form_id=form_id) == first
    with pytest.raises(BusinessError, match="déjà servi dans un autre lot"):
        note(make_batch(paul), line, "no_payment", paul, reason="À moi", form_id=form_id)
    assert ItemOutcome.objects.get().reason == "Confidentiel"


def test_a_form_of_another_item_or_another_outcome_is_refused(counter) -> None:
    """Told « noté » of the first, the second would be forgotten."""
    marie, form_id = make.make_cashier(username="marie"), uuid4()
    line, other = owe(counter, "65,63", "2e trim."), owe(counter, "70", "3e trim.")
    batch = make_batch(marie)
    note(batch, line, "no_payment", marie, reason="Parti", form_id=form_id)
    with pytest.raises(BusinessError, match="déjà servi à une autre suite"):
        note(batch, other, "no_payment", marie, reason="Parti", form_id=form_id)
    with pytest.raises(BusinessError, match="déjà servi à une autre suite"):
        note(batch, line, "bill_again", marie, form_id=form_id, **signed(iban=IBAN))
    assert ItemOutcome.objects.get().line_id == line


def test_the_browser_does_not_choose_the_mandate_s_identity(counter) -> None:
    marie = make.make_cashier(username="marie")
    line, batch, form_id = owe(counter, "65,63", "2e trim."), make_batch(marie), uuid4()
    note(batch, line, "bill_again", marie, form_id=form_id, **signed(iban=IBAN))
    make.close(batch, user=marie)
    assert Mandate.objects.get().request_uid != form_id
