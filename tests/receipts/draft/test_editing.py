"""Typing on the draft: one cell, the whole selection, and two accountants at once."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from receipts.draft.errors import EditConflictError, ReceiptsRefusedError
from receipts.draft.models import DraftReceipt
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.edit_receipt import edit_cell, edit_selection
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from tests import factories
from tests.receipts.factories import (
    make_accountant,
    make_books,
    make_receipt,
    make_receipts,
)

pytestmark = pytest.mark.django_db


def test_a_voucher_is_typed_on_a_line() -> None:
    books, user = make_books(), make_accountant()
    receipt = make_receipt(books=books)
    edit_cell(receipt.pk, acting_user=user, cell="voucher", value=" R12 ", expected="")
    receipt.refresh_from_db()
    assert (receipt.voucher, receipt.edited_by) == ("R12", user)
    event = AuditEvent.objects.get(action="receipt.edit")
    assert event.data == {"voucher": ["", "R12"]}


def test_a_journal_is_chosen_by_its_code_whatever_the_case() -> None:
    books, user = make_books(), make_accountant()
    other = factories.make_journal(entity=books.entity, code="RA", label="Recettes")
    receipt = make_receipt(books=books)
    edit_cell(receipt.pk, acting_user=user, cell="journal", value="ra", expected="BQ")
    receipt.refresh_from_db()
    assert receipt.journal == other


def test_a_journal_that_the_entity_lacks_is_refused() -> None:
    books, others, user = make_books(), make_books(code="S002"), make_accountant()
    factories.make_journal(entity=others.entity, code="CM")
    receipt = make_receipt(books=books)
    with pytest.raises(ReceiptsRefusedError) as refused:
        edit_cell(receipt.pk, acting_user=user, cell="journal", value="CM", expected="BQ")
    assert refused.value.reasons[receipt.pk] == ["son entité n’a pas de journal actif « CM »."]


@pytest.mark.dated
def test_whoever_types_second_is_told_what_the_first_wrote() -> None:
    books, first, second = make_books(), make_accountant(), make_accountant()
    receipt = make_receipt(books=books)
    edit_cell(receipt.pk, acting_user=first, cell="voucher", value="A1", expected="")
    with pytest.raises(EditConflictError) as conflict:
        edit_cell(receipt.pk, acting_user=second, cell="voucher", value="B2", expected="")
    assert conflict.value.current == "A1"
    receipt.refresh_from_db()
    assert receipt.voucher == "A1"
    edit_cell(receipt.pk, acting_user=second, cell="voucher", value="B2", expected="A1")
    receipt.refresh_from_db()
    assert receipt.voucher == "B2"


def test_the_same_value_sent_twice_is_no_conflict() -> None:
    books, user = make_books(), make_accountant()
    receipt = make_receipt(books=books)
    for _ in range(2):
        edit_cell(receipt.pk, acting_user=user, cell="voucher", value="A1", expected="")
    assert AuditEvent.objects.filter(action="receipt.edit").count() == 1


@pytest.mark.parametrize(
    ("cell", "value"),
    [("amount", "1,00"), ("label", "  "), ("voucher", "x" * 31), ("label", "x" * 121)],
)
def test_what_a_cell_does_not_take(cell, value) -> None:
    books, user = make_books(), make_accountant()
    receipt = make_receipt(books=books)
    with pytest.raises(BusinessError):
        edit_cell(receipt.pk, acting_user=user, cell=cell, value=value, expected="")


def test_a_prepared_line_is_not_edited() -> None:
    books, user = make_books(), make_accountant()
    receipt = make_receipt(books=books)
    prepare_receipts([receipt.pk], acting_user=user)
    with pytest.raises(ReceiptsRefusedError):
        edit_cell(receipt.pk, acting_user=user, cell="voucher", value="A1", expected="")


def test_a_selection_takes_each_entitys_own_journal() -> None:
    books, others, user = make_books(), make_books(code="S002"), make_accountant()
    for each in (books, others):
        factories.make_journal(entity=each.entity, code="RA")
    ids = [make_receipt(books=each).pk for each in (books, others)]
    done = edit_selection(
        ids, acting_user=user, seen_at=timezone.now(), journal="RA", voucher="B-7"
    )
    assert done.count == 2
    for receipt in DraftReceipt.objects.select_related("journal"):
        assert receipt.journal is not None
        assert (receipt.journal.entity_id, receipt.journal.code, receipt.voucher) == (
            receipt.entity_id,
            "RA",
            "B-7",
        )


def test_a_selection_with_one_entity_without_the_journal_changes_nothing() -> None:
    books, others, user = make_books(), make_books(code="S002"), make_accountant()
    factories.make_journal(entity=books.entity, code="RA")
    ids = [make_receipt(books=each).pk for each in (books, others)]
    with pytest.raises(ReceiptsRefusedError) as refused:
        edit_selection(ids, acting_user=user, seen_at=timezone.now(), journal="RA")
    assert list(refused.value.reasons) == [ids[1]]
    assert not DraftReceipt.objects.filter(journal__code="RA").exists()


def test_a_selection_does_not_run_over_a_colleagues_work() -> None:
    books, first, second = make_books(), make_accountant(), make_accountant()
    ids = [row.pk for row in make_receipts(["1,00", "2,00"], books=books)]
    shown = timezone.now() - timedelta(seconds=5)
    edit_cell(ids[0], acting_user=first, cell="voucher", value="A1", expected="")
    with pytest.raises(ReceiptsRefusedError, match="collègue"):
        edit_selection(ids, acting_user=second, seen_at=shown, voucher="B2")
    # One's own earlier typing, and what one has seen since, are no obstacle.
    edit_selection(ids, acting_user=first, seen_at=shown, voucher="A2")
    edit_selection(ids, acting_user=second, seen_at=timezone.now(), voucher="B2")
    assert set(DraftReceipt.objects.values_list("voucher", flat=True)) == {"B2"}


def test_a_cancelled_line_keeps_its_reason_and_comes_back_no_more() -> None:
    books, user = make_books(), make_accountant()
    receipt = make_receipt(books=books, source_key="r1")
    with pytest.raises(BusinessError, match="Dites pourquoi"):
        cancel_receipts([receipt.pk], acting_user=user, reason="  ")
    cancel_receipts([receipt.pk], acting_user=user, reason="Saisi deux fois")
    receipt.refresh_from_db()
    assert (receipt.status, receipt.cancel_reason) == ("cancelled", "Saisi deux fois")
    for service in (
        prepare_receipts,
        lambda ids, acting_user: post_prepared(ids=ids, acting_user=acting_user),
    ):
        with pytest.raises(ReceiptsRefusedError):
            service([receipt.pk], acting_user=user)


@pytest.mark.django_db(transaction=True)
def test_two_accountants_type_on_the_same_cell_at_once() -> None:
    books = make_books()
    users = [make_accountant(), make_accountant()]
    receipt = make_receipt(books=books)
    written: list[str] = []
    conflicts: list[EditConflictError] = []

    def work(number: int) -> None:
        try:
            edit_cell(
                receipt.pk,
                acting_user=users[number],
                cell="voucher",
                value=f"V{number}",
                expected="",
            )
            written.append(f"V{number}")
        except EditConflictError as error:
            conflicts.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    receipt.refresh_from_db()
    assert [receipt.voucher] == written == [each.current for each in conflicts]
