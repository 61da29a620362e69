"""Two people post at once: they wait for each other, and nothing is lost or numbered twice."""

from collections.abc import Callable
from threading import Event

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.files.services import archive
from core.text.errors import BusinessError
from ledger.books.models import Entry
from ledger.books.posting import post_entries
from ledger.books.posting.rules.open_year import ClosedFiscalYearError
from ledger.books.services import chain
from ledger.books.services.close_year import close_year
from ledger.books.services.reverse_entry import reverse_entry
from ledger.reports.services.export_fec import export_fec
from tests.at_once import at_once
from tests.factories import euros, make_account, make_journal
from tests.ledger.factories import make_books, new_receipt

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgresql() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("row locks need PostgreSQL")


def test_two_threads_in_one_journal() -> None:
    books = make_books()

    def post() -> None:
        for _turn in range(10):
            with transaction.atomic():
                post_entries(
                    [new_receipt(books, "1,00")] * 3, acting_user=None, today=timezone.localdate()
                )

    assert at_once(post, post) == []
    numbers = Entry.objects.order_by("number").values_list("number", flat=True)
    assert list(numbers) == list(range(1, 61))
    assert chain.verify(books.journal, books.year) is None
    books.client_account.refresh_from_db()
    assert books.client_account.balance == euros("-60")


def test_two_threads_with_the_same_journals_in_opposite_order() -> None:
    books = make_books()
    other = make_journal(entity=books.entity, code="CM", treasury_account=books.bank)
    one, two = new_receipt(books, "1,00"), new_receipt(books, "2,00", journal_id=other.pk)

    def post(*entries: object) -> Callable[[], None]:
        def run() -> None:
            for _turn in range(10):
                with transaction.atomic():
                    post_entries(list(entries), acting_user=None, today=timezone.localdate())  # type: ignore[arg-type]

        return run

    assert at_once(post(one, two), post(two, one)) == []
    assert Entry.objects.filter(journal=other).count() == 20


def test_an_entry_reversed_by_two_people_is_reversed_once() -> None:
    books = make_books()
    with transaction.atomic():
        (pk,) = post_entries(
            [new_receipt(books, "65,63")], acting_user=None, today=timezone.localdate()
        )
    entry = Entry.objects.get(pk=pk)

    def reverse() -> None:
        reverse_entry(
            entry=entry,
            acting_user=None,
            date=entry.date,
            reason="Erreur",
            today=timezone.localdate(),
        )

    errors = at_once(reverse, reverse)
    assert [type(error) for error in errors] == [BusinessError]
    assert Entry.objects.filter(reverses=entry).count() == 1


def test_a_year_closes_before_or_after_a_posting_never_during() -> None:
    books = make_books()
    books.year.start, books.year.end = (
        books.year.start.replace(year=2024),
        books.year.end.replace(year=2024),
    )
    books.year.save()
    entry = new_receipt(books, "1,00", date=books.year.end)

    def post() -> None:
        with transaction.atomic():
            post_entries([entry] * 50, acting_user=None, today=timezone.localdate())

    errors = at_once(
        post, lambda: close_year(fiscal_year=books.year, acting_user=None, now=timezone.now())
    )
    assert all(isinstance(error, ClosedFiscalYearError) for error in errors)
    assert Entry.objects.count() in {0, 50}
    assert chain.verify(books.journal, books.year) is None


def test_checking_and_exporting_while_others_post_find_the_books_whole() -> None:
    books = make_books()
    with transaction.atomic():
        post_entries(
            [new_receipt(books, "1,00")] * 200, acting_user=None, today=timezone.localdate()
        )
    over = Event()

    def post() -> None:
        for turn in range(40):
            with transaction.atomic():
                moved = make_account(entity=books.entity, code=f"450C{turn}")
                post_entries(
                    [new_receipt(books, "1,00", account_id=moved.pk)],
                    acting_user=None,
                    today=timezone.localdate(),
                )
        over.set()

    def check() -> None:
        while not over.is_set():
            found = chain.verify(books.journal, books.year)
            if found:
                raise BusinessError(found.reason)

    def export() -> None:
        while not over.is_set():
            lines = archive.read(export_fec(fiscal_year=books.year, acting_user=None)).splitlines()
            if len(lines) % 2 == 0:
                raise BusinessError("half an entry")

    assert at_once(post, check, export) == []
