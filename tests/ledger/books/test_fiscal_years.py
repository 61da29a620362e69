"""A fiscal year opens after the last, closes when its books hold, and may be opened again."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.utils import timezone

from core.database.models import AuditEvent
from core.house.registry import full_name
from core.text.errors import BusinessError
from ledger.books.enums import FiscalYearStatus
from ledger.books.models import Entity, FiscalYear, JournalSequence
from ledger.books.posting import post_entries
from ledger.books.services import close_year as fiscal_years
from ledger.books.services.open_next_year import open_next_year
from tests.factories import make_entity, make_fiscal_year, make_staff
from tests.ledger.factories import make_books, new_receipt

pytestmark = pytest.mark.django_db


def at_noon_of(day: date) -> time_machine.travel:
    return time_machine.travel(datetime(day.year, day.month, day.day, 11, tzinfo=UTC), tick=False)


def year_2024(entity: Entity) -> FiscalYear:
    return make_fiscal_year(entity=entity, start=date(2024, 1, 1), end=date(2024, 12, 31))


class TestOpening:
    def test_the_first_year_needs_its_start(self) -> None:
        entity = make_entity()
        with pytest.raises(BusinessError, match="date de début"):
            open_next_year(entity=entity, acting_user=None)
        year = open_next_year(entity=entity, acting_user=None, start=date(2026, 7, 1))
        assert (year.start, year.end) == (date(2026, 7, 1), date(2027, 6, 30))

    def test_the_next_follows_the_last(self) -> None:
        entity = make_entity()
        make_fiscal_year(entity=entity)
        year = open_next_year(entity=entity, acting_user=None)
        assert (year.start, year.end) == (date(2027, 1, 1), date(2027, 12, 31))
        assert AuditEvent.objects.get().action == "fiscal_year.open"

    @pytest.mark.parametrize(
        ("start", "end"),
        [
            (date(2028, 2, 29), date(2029, 2, 28)),
            (date(2027, 3, 1), date(2028, 2, 29)),
            (date(2026, 1, 31), date(2027, 1, 30)),
        ],
    )
    def test_twelve_months(self, start: date, end: date) -> None:
        year = open_next_year(entity=make_entity(), acting_user=None, start=start)
        assert year.end == end

    @pytest.mark.parametrize("end", [date(2027, 1, 1), date(2026, 6, 1), date(2029, 1, 2)])
    def test_an_impossible_end(self, end: date) -> None:
        entity = make_entity()
        make_fiscal_year(entity=entity)
        with pytest.raises(BusinessError, match="24 mois"):
            open_next_year(entity=entity, acting_user=None, end=end)

    @pytest.mark.parametrize("end", [date(2027, 1, 2), date(2028, 12, 31)])
    def test_from_two_days_to_twenty_four_months(self, end: date) -> None:
        entity = make_entity()
        make_fiscal_year(entity=entity)
        year = open_next_year(entity=entity, acting_user=None, end=end)
        assert (year.start, year.end) == (date(2027, 1, 1), end)

    def test_no_gap_between_two_years(self) -> None:
        entity = make_entity()
        make_fiscal_year(entity=entity)
        with pytest.raises(BusinessError, match="01/01/2027"):
            open_next_year(entity=entity, acting_user=None, start=date(2027, 2, 1))


class TestClosing:
    def test_an_ended_year_closes(self) -> None:
        year = year_2024(make_entity())
        closed = fiscal_years.close_year(
            fiscal_year=year, acting_user=make_staff(), now=timezone.now()
        )
        assert closed.status == FiscalYearStatus.CLOSED_ONLINE
        assert closed.closed_at
        assert AuditEvent.objects.get().data["status"] == ["open", "closed_online"]

    def problems(self, year: FiscalYear) -> str:
        with pytest.raises(BusinessError, match="ne peut pas encore") as refusal:
            fiscal_years.close_year(fiscal_year=year, acting_user=None, now=timezone.now())
        return " ".join(refusal.value.problems)

    def test_a_year_that_has_not_ended(self) -> None:
        year = make_fiscal_year(
            entity=make_entity(), start=date(2090, 1, 1), end=date(2090, 12, 31)
        )
        assert "pas terminé" in self.problems(year)

    def test_a_year_ends_at_the_end_of_its_last_day(self, objection: str) -> None:
        """On 31 December it is not over: neither closed, nor warned of. On 1 January it is."""
        year = make_fiscal_year(entity=make_entity())
        with at_noon_of(date(2026, 12, 31)):
            assert "pas terminé" in self.problems(year)
            assert fiscal_years.closing_warnings(year, today=timezone.localdate()) == []
        with at_noon_of(date(2027, 1, 1)):
            assert "pas terminé" not in self.problems(year)
            assert fiscal_years.closing_warnings(year, today=timezone.localdate()) == [objection]

    def test_an_older_year_is_still_open(self) -> None:
        entity = make_entity()
        make_fiscal_year(entity=entity, start=date(2023, 1, 1), end=date(2023, 12, 31))
        assert "plus ancien" in self.problems(year_2024(entity))

    def test_books_that_do_not_hold(self) -> None:
        books = make_books()
        year = year_2024(books.entity)
        post_entries(
            [new_receipt(books, "1,00", date=date(2024, 5, 1))],
            acting_user=None,
            today=timezone.localdate(),
        )
        JournalSequence.objects.update(last_number=2)
        assert "Journal BQ, à partir du n° 2" in self.problems(year)

    @pytest.fixture
    def objection(self, monkeypatch: pytest.MonkeyPatch) -> str:
        text = "2 règlements comptabilisés attendent d’être validés."

        def check(_year: FiscalYear) -> list[str]:
            return [text]

        for registry in (fiscal_years.CLOSING_CHECKS, fiscal_years.CLOSING_WARNINGS):
            monkeypatch.setitem(registry._brought, full_name(check), check)
        return text

    def test_a_room_above_objects(self, objection: str) -> None:
        assert objection in self.problems(year_2024(make_entity()))

    def test_all_that_is_to_be_mended_is_told_at_once(self, objection: str) -> None:
        entity = make_entity()
        make_fiscal_year(entity=entity, start=date(2023, 1, 1), end=date(2023, 12, 31))
        problems = self.problems(year_2024(entity))
        assert "plus ancien" in problems
        assert objection in problems

    def test_twice_is_once(self) -> None:
        year = year_2024(make_entity())
        fiscal_years.close_year(fiscal_year=year, acting_user=None, now=timezone.now())
        with pytest.raises(BusinessError, match="Seul un exercice ouvert"):
            fiscal_years.close_year(fiscal_year=year, acting_user=None, now=timezone.now())


class TestAfterwards:
    def closed(self) -> FiscalYear:
        year = year_2024(make_entity())
        return fiscal_years.close_year(fiscal_year=year, acting_user=None, now=timezone.now())

    def test_a_closed_year_goes_offline(self) -> None:
        year = fiscal_years.archive_year(fiscal_year=self.closed(), acting_user=None)
        assert year.status == FiscalYearStatus.ARCHIVED
        assert Entity.objects.get().last_archived_on == date(2024, 12, 31)

    def test_an_open_year_does_not(self) -> None:
        with pytest.raises(BusinessError, match="clôturé en ligne"):
            fiscal_years.archive_year(fiscal_year=year_2024(make_entity()), acting_user=None)

    def test_reopening_wants_a_reason(self) -> None:
        year = self.closed()
        user = make_staff()
        with pytest.raises(BusinessError, match="Dites pourquoi"):
            fiscal_years.reopen_year(fiscal_year=year, acting_user=user, reason=" ")
        opened = fiscal_years.reopen_year(
            fiscal_year=year, acting_user=user, reason="Facture oubliée"
        )
        assert (opened.status, opened.closed_at) == (FiscalYearStatus.OPEN, None)
        event = AuditEvent.objects.latest("id")
        assert (event.user, event.data["reason"]) == (user, "Facture oubliée")

    def test_reopening_goes_backwards_year_by_year(self) -> None:
        year = self.closed()
        later = make_fiscal_year(entity=year.entity, start=date(2025, 1, 1), end=date(2025, 12, 31))
        fiscal_years.close_year(fiscal_year=later, acting_user=None, now=timezone.now())
        with pytest.raises(BusinessError, match="plus récent"):
            fiscal_years.reopen_year(fiscal_year=year, acting_user=make_staff(), reason="x")
