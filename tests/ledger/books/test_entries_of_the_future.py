"""An entry is not dated of a day to come, but by an act that is made ahead."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import transaction
from django.utils import timezone

from ledger.books.enums import MadeAhead
from ledger.books.models import Entry
from ledger.books.posting import post_entries
from ledger.books.posting.rules.no_future_date import FutureEntryError
from ledger.books.services.reverse_entry import reverse_entry
from tests.ledger.factories import Books, make_books, new_receipt

pytestmark = pytest.mark.django_db
#: 23:30 in Paris on 14 March 2026; an hour later it is the 15th there, and still the 14th in UTC.
EVENING = datetime(2026, 3, 14, 22, 30, tzinfo=UTC)
PAST_MIDNIGHT = datetime(2026, 3, 14, 23, 30, tzinfo=UTC)
DAY = date(2026, 3, 15)


@pytest.fixture
def books() -> Books:
    return make_books()


def post(books: Books, at: datetime, made_ahead: MadeAhead | None = None) -> Entry:
    with transaction.atomic():
        (pk,) = post_entries(
            [new_receipt(books, "65,63", date=DAY)],
            acting_user=books.user,
            posted_at=at,
            made_ahead=made_ahead,
            today=timezone.localdate(at),
        )
    return Entry.objects.get(pk=pk)


def test_an_entry_of_tomorrow_is_refused_and_nothing_is_written(books: Books) -> None:
    with pytest.raises(FutureEntryError, match="15/03/2026"):
        post(books, EVENING)
    assert not Entry.objects.exists()


def test_the_day_begins_at_midnight_in_paris(books: Books) -> None:
    assert post(books, PAST_MIDNIGHT).date == DAY


@pytest.mark.parametrize("act", [MadeAhead.YEAR_END, MadeAhead.CALLS])
def test_the_closing_of_a_year_and_calls_are_made_ahead(books: Books, act: MadeAhead) -> None:
    assert post(books, EVENING, act).date == DAY


def test_a_call_made_ahead_is_undone_on_its_day_and_no_entry_later_than_that(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    call = post(books, EVENING, MadeAhead.CALLS)
    monkeypatch.setattr("django.utils.timezone.now", lambda: EVENING)
    with pytest.raises(FutureEntryError):
        reverse_entry(
            entry=call,
            acting_user=None,
            date=date(2026, 3, 16),
            reason="Erreur",
            today=timezone.localdate(),
        )
    mirror = reverse_entry(
        entry=call, acting_user=None, date=DAY, reason="Erreur", today=timezone.localdate()
    )
    assert mirror.date == DAY


def test_the_reversal_of_a_past_entry_is_not_dated_of_tomorrow(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = post(books, PAST_MIDNIGHT)
    monkeypatch.setattr("django.utils.timezone.now", lambda: PAST_MIDNIGHT)
    with pytest.raises(FutureEntryError):
        reverse_entry(
            entry=entry,
            acting_user=None,
            date=date(2026, 3, 16),
            reason="Erreur",
            today=timezone.localdate(),
        )
