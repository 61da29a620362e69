"""Cash is in the till on the day it was paid, whatever day its entry bears."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.text.errors import BusinessError
from ledger.books.models import Account, Entry
from ledger.books.posting import NewEntry, NewLine, post_entries
from receipts.draft.errors import ReceiptsRefusedError
from receipts.draft.models import DraftReceipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from receipts.till.models import CashCount
from receipts.till.selectors.cash_book import cash_day
from receipts.till.selectors.cash_difference import difference_now
from receipts.till.services.count_till import count_till
from receipts.till.services.post_cash_difference import post_difference
from tests.factories import euros
from tests.receipts.factories import DAY, Books, make_accountant, make_receipt, make_till_books

pytestmark = pytest.mark.django_db

LATER = DAY + timedelta(days=1)


@pytest.fixture
def books() -> Books:
    return make_till_books()


@pytest.fixture
def till(books: Books) -> Account:
    return Account.objects.get(code="530000")


def cash(books: Books, amount: str, day: date = DAY, **fields: Any) -> DraftReceipt:
    return make_receipt(
        books=books, channel="cash", amount=euros(amount), movement_date=day, **fields
    )


def post(receipt: DraftReceipt, day: date | None = None) -> None:
    user = make_accountant()
    prepare_receipts([receipt.pk], acting_user=user, entry_date=day)
    post_prepared(acting_user=user, ids=[receipt.pk])


def counted(till: Account, amount: str, reason: str = "") -> CashCount:
    return count_till(
        account=till,
        day=DAY,
        counted=euros(amount),
        reason=reason,
        acting_user=make_accountant(),
        today=timezone.localdate(),
    )


def closing(till: Account, day: date = DAY) -> str:
    return f"{cash_day(till, day).closing:.0f}"


def test_200_euros_are_not_posted_on_another_day_than_the_till_s(
    books: Books, till: Account
) -> None:
    line = cash(books, "200")
    count = counted(till, "200")
    with pytest.raises(ReceiptsRefusedError) as refusal:
        post(line, LATER)
    assert "le 20/11/2026" in refusal.value.problems[0]
    post(line)
    assert (closing(till), closing(till, LATER)) == ("200", "200")
    assert difference_now(count) == 0


def test_another_means_may_be_dated_by_the_accountant(books: Books) -> None:
    line = make_receipt(books=books, movement_date=DAY)
    post(line, LATER)
    assert Entry.objects.get().date == LATER


def test_what_was_posted_late_before_stays_on_the_day_of_the_count(
    books: Books, till: Account
) -> None:
    """An entry of the next day, as the books hold some: the till of the 20th has its 200 €."""
    line = cash(books, "200")
    count = counted(till, "200")
    (entry,) = post_entries(
        [
            NewEntry(
                entity_id=books.entity.pk,
                journal_id=line.journal_id or 0,
                date=LATER,
                voucher="",
                label="Espèces",
                lines=(
                    NewLine(till.pk, euros("200"), euros("0"), "Espèces"),
                    NewLine(books.account.pk, euros("0"), euros("200"), "Espèces"),
                ),
            )
        ],
        acting_user=None,
        today=timezone.localdate(),
    )
    DraftReceipt.objects.filter(pk=line.pk).update(status="posted", entry=entry)
    assert (closing(till), closing(till, LATER)) == ("200", "200")
    assert not cash_day(till, LATER).lines
    assert difference_now(count) == 0


def test_reversed_to_be_drafted_again_the_money_never_left_the_till(
    books: Books, till: Account
) -> None:
    line = cash(books, "200")
    post(line)
    count = counted(till, "200")
    reverse_receipt(
        line.pk, acting_user=make_accountant(), reason="x", entry_date=LATER, draft_again=True
    )
    assert (closing(till), closing(till, LATER)) == ("200", "200")
    assert difference_now(count) == 0


def test_reversed_for_good_the_money_leaves_on_the_day_of_the_reversal(
    books: Books, till: Account
) -> None:
    line = cash(books, "200")
    post(line)
    reverse_receipt(line.pk, acting_user=make_accountant(), reason="Rendu", entry_date=LATER)
    assert (closing(till), closing(till, LATER)) == ("200", "0")


def test_a_difference_is_not_posted_once_the_counted_day_changed(
    books: Books, till: Account
) -> None:
    """195 € counted of 200 €, then 50 € more come for that day: nothing says that 55 € miss."""
    post(cash(books, "200"))
    count = counted(till, "195", "Rendu de trop")
    cash(books, "50")
    with pytest.raises(BusinessError, match="a changé de 50,00"):
        post_difference(
            count.pk,
            account_id=Account.objects.get(code="658000").pk,
            seen=difference_now(count),
            remember=False,
            acting_user=make_accountant(),
            today=timezone.localdate(),
        )
    assert Entry.objects.count() == 1
