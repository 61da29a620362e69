"""At night a name goes once its accounts are closed, and its books over, for ten years."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time

import pytest
from django.utils import timezone

from core.database.models import AuditEvent, RecordVersion
from core.jobs.services.erase_what_is_over import erase_what_is_over
from ledger.books.models import Account, Entity
from ledger.books.services.verify_books import all_problems
from ledger.people.models import Party, PartyFlag
from ledger.people.services.erase_departed_parties import erase_departed_parties
from ledger.people.services.place_legal_hold import lift_hold, place_hold
from tests import factories
from tests.extranet.factories import Books, make_access, make_books, post

pytestmark = pytest.mark.django_db
#: The last night of the tenth year after the books of 2026, and the night after.
STILL, OVER = date(2036, 12, 31), date(2037, 1, 1)


def night(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(3, 30)))


@pytest.fixture
def books() -> Books:
    """Pierre, who paid 65,63 € in 2026 and whose account was closed on 30 June."""
    books = make_books(published=False, closed_on=date(2026, 6, 30))
    post(books, debit="65,63")
    post(books, credit="65,63", label="Virement Pierre PROPRIETAIRE")
    return books


def is_named(books: Books) -> bool:
    return Party.objects.get(pk=books.party.pk).last_name == books.party.last_name


@pytest.mark.dated
def test_it_goes_the_night_after_the_tenth_year_and_once(books: Books) -> None:
    assert erase_departed_parties(night(STILL)) == 0
    assert is_named(books)
    assert erase_what_is_over(night(OVER))["parties"] == 1
    party = Party.objects.get(pk=books.party.pk)
    assert (party.name, party.email) == (f"TIERS EFFACÉ N° {party.pk}", "")
    assert Account.objects.get(pk=books.account.pk).label == f"Tiers effacé n° {party.pk}"
    assert erase_departed_parties(night(OVER)) == 0


def test_the_seals_follow_and_the_trail_names_nobody(books: Books) -> None:
    erase_departed_parties(night(OVER))
    assert all_problems() == []
    assert RecordVersion.objects.get(action="account.erase").user is None
    told = AuditEvent.objects.filter(action__in=("party.erase", "account.erase"))
    assert [event.user for event in told] == [None, None]
    assert all(books.party.last_name not in event.object_label for event in told)


@pytest.mark.parametrize(
    ("closed_on", "goes"), [(date(2026, 12, 31), True), (date(2027, 1, 1), False), (None, False)]
)
def test_the_account_too_was_closed_ten_years_ago(
    books: Books, closed_on: date | None, goes: bool
) -> None:
    Account.objects.filter(pk=books.account.pk).update(closed_on=closed_on)
    erase_departed_parties(night(OVER))
    assert is_named(books) is not goes


def _owing(books: Books) -> None:
    Account.objects.filter(pk=books.account.pk).update(balance=1)


def _elsewhere(books: Books) -> None:
    factories.make_account(entity=books.entity, code="450ZZZ", party=books.party)


def _flagged(books: Books) -> None:
    PartyFlag.objects.create(party=books.party, kind="dispute", since=date(2026, 3, 1))


def _managing(books: Books) -> None:
    Entity.objects.filter(pk=books.entity.pk).update(managing_party=books.party)


def _signing_in(books: Books) -> None:
    make_access(party=books.party)


@pytest.mark.parametrize("keep", [_owing, _elsewhere, _flagged, _managing, _signing_in])
def test_what_still_runs_keeps_the_name(books: Books, keep: Callable[[Books], None]) -> None:
    keep(books)
    assert erase_departed_parties(night(OVER)) == 0
    assert is_named(books)


@pytest.mark.parametrize("of", ["party", "account", "entity"])
def test_a_legal_hold_keeps_it_until_it_is_lifted(books: Books, of: str) -> None:
    boss = factories.make_staff()
    hold = place_hold(reason="Litige", acting_user=boss, **{of: getattr(books, of)})
    assert erase_departed_parties(night(OVER)) == 0
    assert is_named(books)
    lift_hold(hold, reason="Accord", acting_user=boss, now=night(OVER))
    assert erase_departed_parties(night(OVER)) == 1


def test_who_never_had_an_account_is_left_to_a_person(books: Books) -> None:
    newcomer = factories.make_party(last_name="Nouveau")
    erase_departed_parties(night(OVER))
    assert Party.objects.get(pk=newcomer.pk).last_name == newcomer.last_name
