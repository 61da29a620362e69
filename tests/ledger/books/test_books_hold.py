"""Whatever is posted and reversed, in whatever order, the books hold."""

from datetime import date, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.text.money import ZERO, from_cents
from ledger.books.models import Account, Entry, EntryLine
from ledger.books.posting import NewEntry, NewLine, post_entries
from ledger.books.selectors.books import problems_of, wrong_balances
from ledger.books.services.reverse_entry import reverse_entry
from tests.factories import make_account, make_journal
from tests.ledger.factories import make_books

pytestmark = pytest.mark.django_db

amounts = st.integers(min_value=1, max_value=10**11)
splits = st.lists(st.tuples(st.integers(0, 3), amounts), min_size=1, max_size=4)
batches = st.lists(st.tuples(st.integers(0, 1), splits), min_size=1, max_size=5)
actions = st.lists(st.one_of(batches, st.integers(0, 40)), min_size=1, max_size=8)


@given(plan=actions)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_the_books_hold(plan: list[list[tuple[int, list[tuple[int, int]]]] | int]) -> None:
    with transaction.atomic():
        play(plan)
        transaction.set_rollback(True)


def play(plan: list[list[tuple[int, list[tuple[int, int]]]] | int]) -> None:
    books = make_books()
    journals = [books.journal, make_journal(entity=books.entity, code="OD")]
    clients = [make_account(entity=books.entity, code=f"450{n:05}") for n in range(4)]
    day = date(2026, 1, 1)
    for step in plan:
        day += timedelta(days=1)
        if isinstance(step, int):
            reversible = Entry.objects.filter(reverses=None, reversed_by=None).order_by("id")
            entry = reversible[step % 5 : step % 5 + 1].first()
            if entry:
                reverse_entry(
                    entry=entry,
                    acting_user=None,
                    date=day,
                    reason="Erreur",
                    today=timezone.localdate(),
                )
            continue
        post_entries(
            [
                NewEntry(
                    books.entity.pk,
                    journals[journal].pk,
                    day,
                    "",
                    "Règlement",
                    [
                        NewLine(books.bank.pk, from_cents(sum(c for _a, c in split)), ZERO, "R"),
                        *(NewLine(clients[a].pk, ZERO, from_cents(c), "R") for a, c in split),
                    ],
                )
                for journal, split in step
            ],
            acting_user=books.user,
            today=timezone.localdate(),
        )
    check(books.year.pk, len(journals))
    assert problems_of(books.year) == []


def check(year_id: int, journals: int) -> None:
    for entry in Entry.objects.annotate(d=Sum("lines__debit"), c=Sum("lines__credit")):
        assert entry.d == entry.c == entry.total
    assert Account.objects.aggregate(total=Sum("balance"))["total"] == ZERO
    sums = EntryLine.objects.aggregate(d=Sum("debit", default=0), c=Sum("credit", default=0))
    assert sums["d"] == sums["c"]
    assert list(wrong_balances()) == []
