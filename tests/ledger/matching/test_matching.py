"""Lettering the lines of an account by hand, undoing it, and what the database refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from ledger.books.models import EntryLine
from ledger.books.services.reverse_entry import reverse_entry
from ledger.matching.models import MatchedLine, Matching
from ledger.matching.models.matching import letter_of
from ledger.matching.selectors.open_items import debts, open_items, receipts, total
from ledger.matching.services.match_by_hand import match_lines, unmatch
from tests.factories import euros, make_account
from tests.ledger.factories import Books, make_books
from tests.ledger.open_items import letters, owe, pay

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    return make_books()


def match(books: Books, *lines: object) -> Matching:
    ids = [line.pk for line in lines]  # type: ignore[attr-defined]
    return match_lines(
        account=books.client_account, line_ids=ids, acting_user=books.user, on=timezone.localdate()
    )


@pytest.mark.dated("ledger.matching.services.open_board")
def test_a_cheque_settles_a_call_for_funds(books: Books) -> None:
    debt, cheque = owe(books, "65,63"), pay(books, "65,63")
    matching = match(books, debt, cheque)
    assert matching.is_total
    assert letters(books.client_account) == {"Appel de fonds 65.63": "A", "Chèque 65.63": "A"}
    assert open_items([books.client_account.pk]) == []
    event = AuditEvent.objects.get(action="account.match")
    assert (event.user, event.object_id) == (books.user, str(books.client_account.pk))
    assert event.data == {"letter": "A", "amount": "65.63"}


def test_a_cheque_that_falls_short_leaves_the_rest_open(books: Books) -> None:
    debt, cheque = owe(books, "100"), pay(books, "60")
    matching = match(books, debt, cheque)
    assert (matching.is_total, matching.letter) == (False, "a")
    (left,) = open_items([books.client_account.pk])
    assert (left.line_id, left.remainder, left.letter) == (debt.pk, euros("40"), "a")


def test_the_second_cheque_takes_the_letter_of_the_first(books: Books) -> None:
    debt, first, second = owe(books, "100"), pay(books, "60"), pay(books, "40", label="Solde")
    match(books, debt, first)
    matching = match(books, debt, second)
    assert (matching.letter, matching.lines.count()) == ("A", 3)
    assert open_items([books.client_account.pk]) == []


def test_two_matchings_in_part_become_one(books: Books) -> None:
    january, february = owe(books, "100"), owe(books, "50", date(2026, 2, 1))
    first, second = pay(books, "70"), pay(books, "20")
    match(books, january, first)
    match(books, february, second)
    last = pay(books, "60", label="Solde")
    matching = match(books, january, february, last)
    assert (matching.letter, matching.is_total, matching.lines.count()) == ("A", True, 5)
    assert not Matching.objects.get(number=2).lines.exists()


def test_the_lesser_side_is_settled_whole_the_other_oldest_first(books: Books) -> None:
    old, recent = owe(books, "30"), owe(books, "30", date(2026, 2, 1))
    match(books, recent, old, pay(books, "40"))
    (left,) = debts(open_items([books.client_account.pk]))
    assert (left.line_id, left.remainder) == (recent.pk, euros("20"))


def test_undone_lines_are_open_again_and_the_letter_is_not_given_twice(books: Books) -> None:
    debt, cheque = owe(books, "65,63"), pay(books, "65,63")
    matching = match(books, debt, cheque)
    unmatch(matching=matching, acting_user=books.user)
    items = open_items([books.client_account.pk])
    assert total(debts(items)) == total(receipts(items)) == euros("65,63")
    event = AuditEvent.objects.get(action="account.unmatch")
    assert event.data["letter"] == "A"
    assert f"{debt.pk} : 65.63" in event.data["lines"]
    assert match(books, debt, cheque).letter == "B"
    with pytest.raises(BusinessError, match="déjà défait"):
        unmatch(matching=matching, acting_user=books.user)


def test_one_side_alone_is_refused(books: Books) -> None:
    with pytest.raises(BusinessError, match="au moins un débit et un crédit"):
        match(books, owe(books, "10"), owe(books, "10"))
    assert not Matching.objects.exists()


def test_a_line_lettered_meanwhile_is_refused(books: Books) -> None:
    debt, cheque = owe(books, "10"), pay(books, "10")
    match(books, debt, cheque)
    with pytest.raises(BusinessError, match="entre-temps"):
        match(books, debt, pay(books, "10"))


def test_a_line_of_another_account_is_refused(books: Books) -> None:
    other = make_account(entity=books.entity, code="450MARTIN")
    with pytest.raises(BusinessError, match="entre-temps"):
        match(books, owe(books, "10", account=other), pay(books, "10"))


def test_balances_do_not_move(books: Books) -> None:
    debt, cheque = owe(books, "100"), pay(books, "60")
    books.client_account.refresh_from_db()
    before = books.client_account.balance
    match(books, debt, cheque)
    books.client_account.refresh_from_db()
    assert books.client_account.balance == before == euros("40")


@pytest.mark.dated("ledger.matching.services.settle_undone")
def test_a_bounced_cheque_opens_the_debt_again(books: Books) -> None:
    debt, cheque = owe(books, "65,63"), pay(books, "65,63")
    match(books, debt, cheque)
    reverse_entry(
        entry=cheque.entry,
        acting_user=books.user,
        date=date(2026, 4, 1),
        reason="Sans provision",
        today=timezone.localdate(),
    )
    (left,) = open_items([books.client_account.pk])
    assert (left.line_id, left.remainder) == (debt.pk, euros("65,63"))
    assert set(letters(books.client_account).values()) == {"B"}


def test_what_the_bounced_cheque_shared_a_letter_with_stays_matched(books: Books) -> None:
    debt, good, bad = owe(books, "100"), pay(books, "60"), pay(books, "40", label="Sans provision")
    match(books, debt, good, bad)
    reverse_entry(
        entry=bad.entry,
        acting_user=books.user,
        date=date(2026, 4, 1),
        reason="Rejet",
        today=timezone.localdate(),
    )
    (left,) = open_items([books.client_account.pk])
    assert (left.line_id, left.remainder) == (debt.pk, euros("40"))
    assert letters(books.client_account)["Chèque 60.00"] == "c"


def test_the_database_refuses_more_than_the_line(books: Books) -> None:
    debt = owe(books, "10")
    matching = Matching.objects.create(
        account=books.client_account, number=1, matched_on=date(2026, 1, 1)
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        MatchedLine.objects.create(matching=matching, line=debt, amount=euros("10,01"))


def test_postgresql_refuses_a_matching_that_does_not_balance(books: Books) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite checks nothing at the end of a transaction")
    matching = Matching.objects.create(
        account=books.client_account, number=1, matched_on=date(2026, 1, 1)
    )
    with pytest.raises(DatabaseError, match="differ"), transaction.atomic():
        half_a_matching(matching, owe(books, "10"))


def half_a_matching(matching: Matching, line: EntryLine) -> None:
    MatchedLine.objects.create(matching=matching, line=line, amount=euros("5"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ledger_matching_matching_balances IMMEDIATE")


@pytest.mark.parametrize(
    ("number", "letters_read"), [(1, "A"), (26, "Z"), (27, "AA"), (28, "AB"), (703, "AAA")]
)
def test_letters_follow_each_other(number: int, letters_read: str) -> None:
    assert letter_of(number) == letters_read


@pytest.mark.skipif(connection.vendor != "postgresql", reason="deferred constraint trigger")
def test_a_line_moved_to_another_letter_leaves_both_balanced(books: Books) -> None:
    """10 € against 10 €, twice: a debit of one and a credit of the other under a third letter
    agree between them, and leave the first two uneven."""
    pairs = [(owe(books, "10", label=f"T{n}"), pay(books, "10")) for n in (1, 2)]
    first, second = [match(books, *pair) for pair in pairs]
    third = Matching.objects.create(
        account=books.client_account, number=99, matched_on=first.matched_on
    )
    taken = MatchedLine.objects.filter(line__in=[pairs[0][0], pairs[1][1]])
    with pytest.raises(IntegrityError, match="debits and credits differ"), transaction.atomic():
        checked(lambda: taken.update(matching=third))
    both = MatchedLine.objects.filter(matching__in=[first, second])
    checked(lambda: both.update(matching=third))
    with pytest.raises(IntegrityError, match="debits and credits differ"), transaction.atomic():
        checked(MatchedLine.objects.filter(line=pairs[0][0]).delete)


def checked(act: Callable[[], object]) -> None:
    """Do it, and check at once what is checked at the end of a transaction."""
    act()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ledger_matching_matching_balances IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ledger_matching_matching_balances DEFERRED")
