"""The audit trail is sealed while others write to it, and never ahead of them."""

import threading

import pytest
from django.core.management import call_command
from django.db import connection, connections, transaction

from core.database.models import AuditEvent, TrailSeal
from core.database.services import audit, trail
from core.jobs.services import schedule
from tests.factories import make_staff
from tests.ledger.alterations import without_guards

pytestmark = pytest.mark.django_db


def tell(count: int = 1) -> None:
    user = make_staff()
    for _turn in range(count):
        audit.record("user.update", acting_user=user, on=user, name="Élodie\t« œ »")


def test_each_stretch_begins_where_the_last_one_ended() -> None:
    assert trail.seal_trail() is None
    tell(3)
    first = trail.seal_trail()
    assert first is not None
    assert trail.seal_trail() is None
    tell(2)
    second = trail.seal_trail()
    assert second is not None
    assert (first.count, second.count) == (3, 2)
    assert second.upto > first.upto
    assert list(trail.problems()) == []


def test_verifying_the_books_seals_what_is_younger_than_the_last_hour() -> None:
    tell(2)
    call_command("verify_books", verbosity=0)
    assert TrailSeal.objects.get().count == 2
    without_guards(
        "DELETE FROM core_database_auditevent"
        " WHERE id = (SELECT max(id) FROM core_database_auditevent)"
    )
    assert len(list(trail.problems())) == 1


def test_the_trail_is_sealed_each_hour_of_the_day_and_of_the_night() -> None:
    times = schedule.get("core.seal_trail").default_times
    assert {time[:2] for time in times} == {f"{hour:02}" for hour in range(24)}


@pytest.mark.dated
def test_events_in_bulk_are_sealed_too() -> None:
    user = make_staff()
    rows = [(number, f"Ligne {number}", {"montant": "1,00"}) for number in range(500)]
    audit.record_rows("receipt.draft", acting_user=user, model=type(user), rows=rows)
    seal = trail.seal_trail()
    assert seal is not None
    assert seal.count == 500
    assert list(trail.problems()) == []


@pytest.mark.django_db(transaction=True)
def test_what_somebody_is_still_writing_is_waited_for_not_left_out() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    tell()
    written, may_commit, sealed = threading.Event(), threading.Event(), threading.Event()

    def write_slowly() -> None:
        with transaction.atomic():
            tell()
            written.set()
            assert may_commit.wait(30)
        connections.close_all()

    def seal() -> None:
        trail.seal_trail()
        sealed.set()
        connections.close_all()

    writer, sealer = threading.Thread(target=write_slowly), threading.Thread(target=seal)
    writer.start()
    assert written.wait(30)
    sealer.start()
    assert not sealed.wait(0.3)
    may_commit.set()
    writer.join(30)
    sealer.join(30)
    assert TrailSeal.objects.get().count == AuditEvent.objects.count() == 2
    assert list(trail.problems()) == []
