"""Whatever is done to the draft, in whatever order, every cent is in one place only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from core.text.errors import BusinessError
from core.text.money import ZERO
from ledger.books.models import EntryLine
from receipts.draft.models import DraftReceipt
from receipts.draft.services.cancel_receipts import cancel_receipts
from receipts.draft.services.draft_receipts import draft_receipts
from receipts.draft.services.edit_receipt import edit_cell
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts, unprepare_receipts
from receipts.draft.services.reverse_receipt import reverse_receipt
from tests.receipts.factories import make_accountant, make_books, new_receipt

cents = st.integers(min_value=1, max_value=10_000_000).map(lambda n: Decimal(n) / 100)


class DraftMachine(RuleBasedStateMachine):
    """The model: a status and an amount per line, and what the client's account must come to."""

    def __init__(self) -> None:
        super().__init__()
        self._transaction = transaction.atomic()
        self._transaction.__enter__()
        self.books, self.user = make_books(), make_accountant()
        self.lines: dict[int, tuple[str, Decimal]] = {}
        self.reversed: set[int] = set()
        self.received = ZERO

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self._transaction.__exit__(None, None, None)

    def pick(self, data, status: str) -> list[int]:
        known = [pk for pk, (state, _amount) in self.lines.items() if state == status]
        places = st.lists(st.integers(0, len(known) - 1), min_size=1, unique=True)
        return [known[place] for place in data.draw(places)]

    def has(self, status: str) -> bool:
        return any(state == status for state, _amount in self.lines.values())

    def become(self, ids: list[int], status: str) -> None:
        for pk in ids:
            self.lines[pk] = (status, self.lines[pk][1])

    @rule(amounts=st.lists(cents, min_size=1, max_size=4), twice=st.booleans())
    def draft(self, amounts, twice) -> None:
        rows = [new_receipt(books=self.books, amount=amount) for amount in amounts]
        drafted = draft_receipts(rows, acting_user=None)
        if twice:
            assert not draft_receipts(rows, acting_user=None).created
        for row in rows:
            self.lines[drafted.created[row.channel, row.source_key]] = ("pending", row.amount)

    @precondition(lambda self: self.has("pending"))
    @rule(data=st.data())
    def prepare(self, data) -> None:
        ids = self.pick(data, "pending")
        prepare_receipts(ids, acting_user=self.user)
        self.become(ids, "prepared")

    @precondition(lambda self: self.has("prepared"))
    @rule(data=st.data())
    def give_up(self, data) -> None:
        ids = self.pick(data, "prepared")
        unprepare_receipts(ids, acting_user=self.user)
        self.become(ids, "pending")

    @precondition(lambda self: self.has("pending"))
    @rule(data=st.data(), voucher=st.text("AB12", max_size=5))
    def edit(self, data, voucher) -> None:
        pk = self.pick(data, "pending")[0]
        before = DraftReceipt.objects.get(pk=pk).voucher
        edit_cell(pk, acting_user=self.user, cell="voucher", value=voucher, expected=before)

    @precondition(lambda self: self.has("pending") or self.has("prepared"))
    @rule(data=st.data())
    def cancel(self, data) -> None:
        ids = self.pick(data, "pending" if self.has("pending") else "prepared")
        cancel_receipts(ids, acting_user=self.user, reason="Erreur")
        self.become(ids, "cancelled")

    @precondition(lambda self: self.has("prepared"))
    @rule()
    def post(self) -> None:
        posted = post_prepared(acting_user=self.user)
        self.become(posted.ids, "posted")
        self.received += posted.total

    @precondition(lambda self: self.has("posted"))
    @rule(data=st.data())
    def reverse(self, data) -> None:
        pk = self.pick(data, "posted")[0]
        day = date(2026, 11, 21)
        if pk in self.reversed:
            with pytest.raises(BusinessError):
                reverse_receipt(pk, acting_user=self.user, reason="x", entry_date=day)
            return
        reverse_receipt(pk, acting_user=self.user, reason="x", entry_date=day)
        self.reversed.add(pk)
        self.received -= self.lines[pk][1]

    @rule(data=st.data())
    def refused_changes_nothing(self, data) -> None:
        settled = [pk for pk, (state, _a) in self.lines.items() if state in ("posted", "cancelled")]
        if settled:
            place = data.draw(st.integers(0, len(settled) - 1))
            with pytest.raises(BusinessError):
                prepare_receipts([settled[place]], acting_user=self.user)

    @invariant()
    def every_line_is_where_it_should_be(self) -> None:
        stored: dict[int, tuple[str, Decimal]] = {
            pk: (status, Decimal(amount))
            for pk, status, amount in DraftReceipt.objects.values_list("pk", "status", "amount")
        }
        assert stored == self.lines

    @invariant()
    def the_books_balance_and_hold_what_was_received(self) -> None:
        sums = EntryLine.objects.aggregate(debit=Sum("debit"), credit=Sum("credit"))
        assert sums["debit"] == sums["credit"]
        self.books.account.refresh_from_db()
        assert self.books.account.balance == -self.received


@pytest.mark.django_db
def test_sums_hold_whatever_is_done() -> None:
    run_state_machine_as_test(
        DraftMachine,
        settings=settings(
            max_examples=12,
            stateful_step_count=15,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
