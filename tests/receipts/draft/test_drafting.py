"""Money reaches the draft exactly once, whatever happens."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from receipts.draft.models import DraftReceipt
from receipts.draft.services.assign_receipt import assign_receipt
from receipts.draft.services.draft_receipts import draft_receipts
from receipts.draft.services.key_receipt import key_receipt
from tests import factories
from tests.receipts.factories import (
    DAY,
    make_accountant,
    make_books,
    make_receipt,
    new_receipt,
)

pytestmark = pytest.mark.django_db


def test_a_payment_becomes_a_line_with_the_entitys_journal() -> None:
    books = make_books()
    drafted = draft_receipts([new_receipt(books=books, source_key="r1")], acting_user=None)
    line = DraftReceipt.objects.get()
    assert drafted.created == {("transfer", "r1"): line.pk}
    assert (line.amount, line.journal, line.status) == (Decimal("65.63"), books.journal, "pending")
    assert AuditEvent.objects.get(action="receipt.draft").object_id == str(line.pk)


def test_replaying_the_same_rows_changes_nothing() -> None:
    books = make_books()
    rows = [new_receipt(books=books, source_key=f"r{n}") for n in range(3)]
    draft_receipts(rows[:2], acting_user=None)
    again = draft_receipts([*rows, rows[0]], acting_user=None)
    assert (len(again.ids), again.known) == (1, 3)
    assert DraftReceipt.objects.count() == 3
    assert AuditEvent.objects.filter(action="receipt.draft").count() == 3


def test_the_same_key_on_another_channel_is_another_payment() -> None:
    books = make_books()
    rows = [new_receipt(books=books, source_key="1", channel=c) for c in ("transfer", "cheque")]
    assert len(draft_receipts(rows, acting_user=None).ids) == 2


def test_statements_do_not_grow_with_the_rows() -> None:
    books = make_books()

    def statements(count: int) -> int:
        with CaptureQueriesContext(connection) as captured:
            draft_receipts([new_receipt(books=books) for _ in range(count)], acting_user=None)
        return len(captured)

    assert statements(2) == statements(300) <= 10


def test_an_unknown_account_is_kept_aside_then_assigned() -> None:
    books = make_books()
    user = make_accountant()
    line = make_receipt(
        books=books,
        entity_id=None,
        account_id=None,
        unassigned_reason="Le compte 450DUPONT n’existe plus.",
        raw_data={"account": "450DUPONT"},
    )
    assert (line.account, line.journal, line.raw_data) == (None, None, {"account": "450DUPONT"})
    assign_receipt(line.pk, acting_user=user, account=books.account)
    line.refresh_from_db()
    assert (line.account, line.entity, line.journal) == (
        books.account,
        books.entity,
        books.journal,
    )
    assert line.unassigned_reason == ""
    with pytest.raises(BusinessError, match="déjà un compte"):
        assign_receipt(line.pk, acting_user=user, account=books.account)


def test_the_money_of_one_entity_never_goes_to_another() -> None:
    books, others = make_books(), make_books(code="S002")
    line = make_receipt(books=books, account_id=None, unassigned_reason="Compte inconnu.")
    with pytest.raises(BusinessError, match="autre entité"):
        assign_receipt(line.pk, acting_user=make_accountant(), account=others.account)
    with pytest.raises(BusinessError) as refused:
        draft_receipts([new_receipt(books=books, account_id=others.account.pk)], acting_user=None)
    assert "pas de cette entité" in refused.value.problems[0]


@pytest.mark.parametrize("amount", ["0.00", "-5.00"])
def test_an_amount_that_is_not_positive_is_refused_and_nothing_is_written(amount: str) -> None:
    books = make_books()
    rows = [new_receipt(books=books), new_receipt(books=books, amount=Decimal(amount))]
    with pytest.raises(BusinessError):
        draft_receipts(rows, acting_user=None)
    assert not DraftReceipt.objects.exists()


def test_a_form_sent_twice_is_one_line() -> None:
    import uuid

    books, user = make_books(), make_accountant()
    form_id = uuid.uuid4()
    lines = [
        key_receipt(
            acting_user=user,
            form_id=form_id,
            channel_code="transfer",
            account=books.account,
            amount=factories.euros("120,00"),
            movement_date=DAY,
            label="Virement PROPRIETAIRE",
        )
        for _ in range(2)
    ]
    assert lines[0] == lines[1]
    assert lines[0].assigned_to == user


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_rows_write_each_once() -> None:
    books = make_books()
    rows = [new_receipt(books=books, source_key=f"r{n:03}") for n in range(200)]
    outcomes = []

    def work(mine: list) -> None:
        try:
            outcomes.append(draft_receipts(mine, acting_user=None))
        finally:
            connection.close()

    threads = [
        threading.Thread(target=work, args=(order,))
        for order in (rows, rows[::-1], rows[100:] + rows[:100])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(len(outcome.ids) for outcome in outcomes) == 200
    assert sum(outcome.known for outcome in outcomes) == 400
    assert DraftReceipt.objects.count() == 200
