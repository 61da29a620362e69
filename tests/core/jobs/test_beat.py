"""Beat's own clock: a year ahead for one minute, it wakes the services again at once after that."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from core.jobs import alive
from lsc.beat import Interval, Scheduler
from lsc.celery import app

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)


@pytest.fixture
def beat(tmp_path: Path):
    """A beat of two services, each minute; ``sent`` collects what it wakes."""
    scheduler = Scheduler(app=app, schedule_filename=str(tmp_path / "schedule"), lazy=True)
    scheduler.setup_schedule()
    scheduler.schedule.clear()
    for name in ("debits", "outbox"):
        scheduler.add(name=name, task=name, schedule=Interval(60))
    yield scheduler
    scheduler.close()


def woken(beat: Scheduler, monkeypatch: pytest.MonkeyPatch, moment: datetime) -> set[str]:
    sent: set[str] = set()
    monkeypatch.setattr(beat, "apply_entry", lambda entry, **_kwargs: sent.add(entry.name))
    with time_machine.travel(moment, tick=False):
        for _turn in range(4):
            beat.tick()
    return sent


def test_both_are_woken_again_once_the_clock_is_right(beat, monkeypatch) -> None:
    both = {"debits", "outbox"}
    woken(beat, monkeypatch, NOON)
    assert woken(beat, monkeypatch, NOON + timedelta(days=365)) == both
    assert woken(beat, monkeypatch, NOON + timedelta(minutes=2)) == both
    assert woken(beat, monkeypatch, NOON + timedelta(minutes=2, seconds=5)) == set()
    assert woken(beat, monkeypatch, NOON + timedelta(minutes=4)) == both


def test_beat_turns_often_enough_for_who_restarts_it(beat: Scheduler) -> None:
    assert 3 * beat.max_interval < alive.WITHIN_SECONDS


def test_a_clock_set_right_by_seconds_wakes_nothing_twice() -> None:
    with time_machine.travel(NOON, tick=False):
        assert not Interval(60).is_due(NOON + timedelta(seconds=20)).is_due
        assert Interval(60).is_due(NOON + timedelta(days=365)).is_due
