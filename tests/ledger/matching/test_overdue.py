"""What clients have owed for more than thirty days: their balance less the recent debits."""

from datetime import date

import pytest
from django.utils import timezone

from core.database.portfolio import Portfolio, within
from ledger.books.enums import AccountRole
from ledger.books.services.reverse_entry import reverse_entry
from ledger.matching.selectors import overdue as selectors
from tests.factories import euros, make_account
from tests.ledger.factories import make_books
from tests.ledger.open_items import owe, pay

pytestmark = pytest.mark.django_db

TODAY = date(2026, 6, 30)


def test_an_old_debt_is_overdue_a_recent_one_is_not() -> None:
    books = make_books()
    owe(books, "120,00", date(2026, 4, 1))
    owe(books, "80,00", date(2026, 6, 20))

    found = selectors.overdue(today=TODAY)

    assert (found.count, found.total) == (1, euros("120,00"))
    assert found.largest == [(books.client_account, euros("120,00"))]


def test_a_payment_settles_the_oldest_debt_first() -> None:
    books = make_books()
    owe(books, "120,00", date(2026, 4, 1))
    owe(books, "80,00", date(2026, 6, 20))
    pay(books, "120,00", date(2026, 6, 25))

    assert selectors.overdue(today=TODAY).count == 0


def test_only_the_chosen_entity_counts() -> None:
    books = make_books()
    owe(books, "120,00", date(2026, 4, 1))

    assert selectors.overdue(books.entity.code, today=TODAY).count == 1
    assert selectors.overdue("G999", today=TODAY).count == 0


def test_seven_debtors_are_counted_and_five_are_read(django_assert_num_queries: object) -> None:
    """100 €, 200 €… 700 € owed since April: 2 800 € in all, in as many statements as for one."""
    books = make_books()
    for n in range(1, 8):
        account = make_account(entity=books.entity, code=f"450CLIENT{n}")
        owe(books, f"{n}00,00", date(2026, 4, 1), account=account)

    with django_assert_num_queries(2):  # type: ignore[operator]
        found = selectors.overdue(today=TODAY)

    assert (found.count, found.total) == (7, euros("2800,00"))
    assert [f"{account.code} {owed}" for account, owed in found.largest] == [
        f"450CLIENT{n} {n}00.00" for n in (7, 6, 5, 4, 3)
    ]


@pytest.mark.parametrize(
    ("due_on", "late"), [(date(2026, 5, 31), False), (date(2026, 5, 30), True)]
)
def test_a_debt_is_overdue_thirty_one_days_after_it_was_due(due_on: date, late: bool) -> None:
    """Whatever the day of its entry: a call posted in January was to be paid in May."""
    books = make_books()
    owe(books, "120,00", date(2026, 1, 2), due_on=due_on)
    assert bool(selectors.overdue(today=TODAY).count) is late


def test_a_call_still_to_come_is_not_overdue_however_old_its_entry() -> None:
    books = make_books()
    owe(books, "120,00", date(2026, 1, 2), due_on=date(2026, 12, 31))
    assert selectors.overdue(today=TODAY).count == 0


def test_what_the_bank_or_a_supplier_owes_is_no_clients_debt() -> None:
    """120 € paid in April lie at the bank, 90 € were advanced to the lift's repairer."""
    books = make_books()
    owe(books, "120,00", date(2026, 4, 1))
    pay(books, "120,00", date(2026, 4, 2))
    lift = make_account(entity=books.entity, code="401LIFT", role=AccountRole.SUPPLIER)
    owe(books, "90,00", date(2026, 4, 1), account=lift)
    assert selectors.overdue(today=TODAY).count == 0


def test_a_recent_call_that_was_reversed_explains_nothing() -> None:
    """120 € called in April; 80 € called in June by mistake, and reversed."""
    books = make_books()
    owe(books, "120,00", date(2026, 4, 1))
    mistaken = owe(books, "80,00", date(2026, 6, 20))
    reverse_entry(
        entry=mistaken.entry,
        acting_user=books.user,
        date=date(2026, 6, 21),
        reason="Erreur",
        today=timezone.localdate(),
    )
    assert selectors.overdue(today=TODAY).total == euros("120,00")


def test_a_payment_that_was_reversed_lately_is_no_recent_debt() -> None:
    """120 € called in April and paid in May; the payment was another client's."""
    books = make_books()
    owe(books, "120,00", date(2026, 4, 1))
    paid = pay(books, "120,00", date(2026, 5, 2))
    reverse_entry(
        entry=paid.entry,
        acting_user=books.user,
        date=date(2026, 6, 21),
        reason="Erreur",
        today=timezone.localdate(),
    )
    assert selectors.overdue(today=TODAY).total == euros("120,00")


def test_of_two_who_owe_the_same_the_first_by_account_is_named_first() -> None:
    books = make_books()
    for code in ("450ZOE", "450ANNE"):
        account = make_account(entity=books.entity, code=code)
        owe(books, "70,00", date(2026, 4, 1), account=account)
    named = [account.code for account, _late in selectors.overdue(today=TODAY).largest]
    assert named == ["450ANNE", "450ZOE"]


def test_the_card_is_the_sum_of_what_each_account_has_owed_too_long() -> None:
    """Twelve clients of two entities, with old and recent calls, payments and a mistaken call."""
    agency = [make_books(code=code) for code in ("S001", "S002")]
    expected = {}
    for n in range(1, 7):
        for books in agency:
            account = make_account(entity=books.entity, code=f"450CLIENT{n}")
            owe(books, f"{n}00,01", date(2026, 4, 1), account=account)
            owe(books, "70,00", date(2026, 6, 10), account=account)
            owe(books, "30,00", date(2026, 6, 20), account=account)
            pay(books, f"{n - 1}50,01", date(2026, 6, 21), account=account)
            mistaken = owe(books, "5,00", date(2026, 6, 22), account=account)
            reverse_entry(
                entry=mistaken.entry,
                acting_user=books.user,
                date=date(2026, 6, 23),
                reason="X",
                today=timezone.localdate(),
            )
            expected[account] = euros("50,00")
    found = selectors.overdue(today=TODAY)
    assert (found.count, found.total) == (len(expected), sum(expected.values()))
    assert all(expected[account] == late for account, late in found.largest)


def test_who_works_on_one_entity_is_told_of_its_debtors_alone() -> None:
    """120 € owed to the one, 80 € to the other."""
    mine, theirs = make_books(code="S001"), make_books(code="S002")
    owe(mine, "120,00", date(2026, 4, 1))
    owe(theirs, "80,00", date(2026, 4, 1))
    with within(Portfolio(frozenset({mine.entity.pk}))):
        assert selectors.overdue(today=TODAY).total == euros("120,00")
        assert selectors.overdue("S002", today=TODAY).count == 0
    with within(Portfolio(frozenset())):
        assert selectors.overdue(today=TODAY).count == 0
    assert selectors.overdue(today=TODAY).total == euros("200,00")
