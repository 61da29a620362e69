"""From the draft to the books: prepare, give up, post. Told in euros."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.enums import FiscalYearStatus
from ledger.books.models import Entry, EntryLine, FiscalYear
from receipts.draft.errors import ReceiptsRefusedError
from receipts.draft.models import DraftReceipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts, unprepare_receipts
from tests import factories
from tests.receipts.factories import (
    make_accountant,
    make_books,
    make_receipt,
    make_receipts,
)

pytestmark = pytest.mark.django_db


def lines_of_the_books() -> list[tuple[str, str, str]]:
    return [
        (line.account.code, str(line.debit), str(line.credit))
        for line in EntryLine.objects.select_related("account").order_by("pk")
    ]


def test_65_63_euros_are_prepared_then_posted() -> None:
    books, user = make_books(), make_accountant()
    receipt = make_receipt(books=books)
    prepared = prepare_receipts([receipt.pk], acting_user=user)
    receipt.refresh_from_db()
    assert (prepared.count, str(prepared.total)) == (1, "65.63")
    assert (receipt.status, receipt.entry_date, receipt.prepared_by) == (
        "prepared",
        date(2026, 11, 20),
        user,
    )
    assert not Entry.objects.exists()

    posted = post_prepared(acting_user=user)
    receipt.refresh_from_db()
    books.account.refresh_from_db()
    assert receipt.status == "posted"
    assert receipt.entry is not None
    assert posted.entry_ids == [receipt.entry.pk]
    assert (receipt.entry.date, receipt.entry.journal) == (date(2026, 11, 20), books.journal)
    assert lines_of_the_books() == [
        ("512000", "65.63", "0.00"),
        ("450PIERREP", "0.00", "65.63"),
    ]
    assert str(books.account.balance) == "-65.63"
    actions = AuditEvent.objects.filter(
        object_type="receipts_draft.draftreceipt", object_id=str(receipt.pk)
    ).values_list("action", flat=True)
    assert list(actions.order_by("pk")) == ["receipt.draft", "receipt.prepare", "receipt.post"]


def test_giving_up_puts_the_line_back_and_writes_nothing() -> None:
    books, user = make_books(), make_accountant()
    receipt = make_receipt(books=books, voucher="R12")
    prepare_receipts([receipt.pk], acting_user=user)
    unprepare_receipts([receipt.pk], acting_user=user)
    receipt.refresh_from_db()
    assert (receipt.status, receipt.prepared_by, receipt.entry_date) == ("pending", None, None)
    assert (receipt.voucher, receipt.journal) == ("R12", books.journal)
    with pytest.raises(BusinessError, match="aucune ligne à valider"):
        post_prepared(acting_user=user)


def test_posting_twice_writes_once() -> None:
    books, user = make_books(), make_accountant()
    receipt = make_receipt(books=books)
    prepare_receipts([receipt.pk], acting_user=user)
    post_prepared(acting_user=user, ids=[receipt.pk])
    with pytest.raises(ReceiptsRefusedError):
        post_prepared(acting_user=user, ids=[receipt.pk])
    assert Entry.objects.count() == 1


def test_one_line_that_lacks_something_holds_all_back_and_says_why() -> None:
    books, user = make_books(requires_voucher=True), make_accountant()
    good = make_receipt(books=books, voucher="R1")
    no_voucher = make_receipt(books=books, label="Sans pièce")
    no_journal = make_receipt(books=books, channel="cash", label="Sans journal")
    unknown = make_receipt(
        books=books, account_id=None, unassigned_reason="Compte inconnu.", label="Inconnu"
    )
    closed = make_receipt(
        books=books, movement_date=date(2025, 12, 31), voucher="R2", label="Vieux"
    )
    ids = [row.pk for row in (good, no_voucher, no_journal, unknown, closed)]
    with pytest.raises(ReceiptsRefusedError) as refused:
        prepare_receipts(ids, acting_user=user)
    reasons = refused.value.reasons
    assert good.pk not in reasons
    assert reasons[no_voucher.pk] == ["le journal BQ demande une pièce."]
    assert reasons[no_journal.pk] == ["il manque le journal."]
    assert reasons[unknown.pk] == ["Compte inconnu. Affectez d’abord la ligne à un compte."]
    assert reasons[closed.pk] == ["aucun exercice n’est ouvert au 31/12/2025."]
    assert set(DraftReceipt.objects.values_list("status", flat=True)) == {"pending"}


def test_an_entry_date_in_an_open_year_lets_an_old_movement_through() -> None:
    books, user = make_books(), make_accountant()
    receipt = make_receipt(books=books, movement_date=date(2025, 12, 31))
    prepare_receipts([receipt.pk], acting_user=user, entry_date=date(2026, 1, 2))
    post_prepared(acting_user=user)
    assert Entry.objects.get().date == date(2026, 1, 2)


def test_a_year_closed_after_preparing_is_seen_when_posting() -> None:
    books, user = make_books(), make_accountant()
    receipt = make_receipt(books=books)
    prepare_receipts([receipt.pk], acting_user=user)
    FiscalYear.objects.update(status=FiscalYearStatus.CLOSED_ONLINE)
    with pytest.raises(ReceiptsRefusedError) as refused:
        post_prepared(acting_user=user)
    assert refused.value.reasons[receipt.pk] == ["aucun exercice n’est ouvert au 20/11/2026."]


def test_a_journal_of_another_entity_or_out_of_use_is_refused() -> None:
    books, others, user = make_books(), make_books(code="S002"), make_accountant()
    foreign = make_receipt(books=books, journal_id=others.journal.pk)
    idle = factories.make_journal(entity=books.entity, code="VX", active=False)
    unused = make_receipt(books=books, journal_id=idle.pk)
    with pytest.raises(ReceiptsRefusedError) as refused:
        prepare_receipts([foreign.pk, unused.pk], acting_user=user)
    assert refused.value.reasons[foreign.pk] == ["le journal BQ est d’une autre entité."]
    assert refused.value.reasons[unused.pk] == ["le journal VX n’est plus actif."]


def test_no_money_goes_from_the_bank_to_the_same_bank() -> None:
    books, user = make_books(), make_accountant()
    own = make_receipt(books=books, account_id=books.journal.treasury_account_id)
    with pytest.raises(ReceiptsRefusedError) as refused:
        prepare_receipts([own.pk], acting_user=user)
    assert refused.value.reasons[own.pk] == ["le compte est celui de trésorerie du journal BQ."]


def test_lines_of_others_are_not_to_be_touched_without_the_right() -> None:
    books = make_books()
    user = factories.make_staff(rights=["receipts_draft.see_draft", "receipts_draft.edit_draft"])
    mine, nobodys = make_receipt(books=books, assigned_to_id=user.pk), make_receipt(books=books)
    prepare_receipts([mine.pk], acting_user=user)
    with pytest.raises(BusinessError, match="pas à vous"):
        prepare_receipts([nobodys.pk], acting_user=user)


def test_statements_do_not_grow_with_the_lines() -> None:
    books, user = make_books(), make_accountant()
    user.has_perm("receipts_draft.see_others")

    def prepare_and_post(count: int) -> int:
        ids = [row.pk for row in make_receipts(["10,00"] * count, books=books)]
        with CaptureQueriesContext(connection) as captured:
            prepare_receipts(ids, acting_user=user)
            post_prepared(acting_user=user, ids=ids)
        return len(captured)

    prepare_and_post(1)  # makes the journal's sequence
    assert prepare_and_post(2) == prepare_and_post(200) <= 30
    assert EntryLine.objects.count() == 406
    books.account.refresh_from_db()
    assert books.account.balance == ZERO - factories.euros("2030,00")


@pytest.mark.django_db(transaction=True)
def test_two_accountants_prepare_and_post_the_same_lines_at_once() -> None:
    books = make_books()
    users = [make_accountant(), make_accountant()]
    ids = [row.pk for row in make_receipts(["65,63"] * 40, books=books)]
    refusals = []

    def work(number: int) -> None:
        order = ids if number else ids[::-1]
        try:
            for step in (
                prepare_receipts,
                lambda some, acting_user: post_prepared(acting_user=acting_user, ids=some),
            ):
                try:
                    step(order, acting_user=users[number])
                except BusinessError as error:
                    refusals.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(number,)) for number in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refusals) == 2
    assert Entry.objects.count() == 40
    assert not DraftReceipt.objects.exclude(status="posted").exists()
    books.account.refresh_from_db()
    assert books.account.balance == -40 * factories.euros("65,63")
