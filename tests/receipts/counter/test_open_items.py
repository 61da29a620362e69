"""A batch « avec factures en attente »: once posted, its cheques settle the oldest debts."""

from __future__ import annotations

from datetime import date

import pytest

from core.services import outbox
from ledger.selectors.open_items import debts, open_items
from ledger.services.posting import NewEntry, NewLine, post_entries
from tests import factories
from tests.factories import euros
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    """Pierre owes two calls for funds, of 65,63 € and 40,00 €."""
    counter = make.make_counter()
    income = factories.make_account(entity=counter.entity, code="701000")
    none = euros("0")
    post_entries(
        [
            NewEntry(
                counter.entity.pk,
                counter.bank_journal.pk,
                day,
                "",
                label,
                [
                    NewLine(counter.pierre.pk, euros(amount), none, label),
                    NewLine(income.pk, none, euros(amount), label),
                ],
            )
            for label, amount, day in [
                ("2e trim.", "65,63", date(2026, 4, 1)),
                ("3e trim.", "40,00", date(2026, 7, 1)),
            ]
        ],
        acting_user=None,
    )
    return counter


def owed(counter: make.Counter) -> list[tuple[str, str]]:
    return [(item.label, f"{item.remainder}") for item in debts(open_items([counter.pierre.pk]))]


@pytest.mark.parametrize(
    ("with_open_items", "left"),
    [
        (True, [("3e trim.", "30.00")]),
        (False, [("2e trim.", "65.63"), ("3e trim.", "40.00")]),
    ],
)
def test_a_cheque_settles_the_oldest_debts_where_the_batch_says_so(
    counter: make.Counter, with_open_items: bool, left: list[tuple[str, str]]
) -> None:
    user = make.make_cashier()
    batch = make.make_batch(user=user, with_open_items=with_open_items)
    make.make_cheques(["75,63"], account=counter.pierre, user=user, batch=batch)
    make.close(batch, user=user)
    make.post(batch, user=user)
    outbox.deliver()
    assert owed(counter) == left
    assert make.balance(counter.pierre) == "30,00"
