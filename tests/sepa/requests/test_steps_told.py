"""A request never walks back, and no step is of a day to come or before the signature."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest, RequestStep
from sepa.requests.platform import Step
from sepa.requests.services.record_steps import record_steps
from tests.sepa import factories as make

pytestmark = pytest.mark.django_db

LIFE = [RequestState.FETCHED, RequestState.IN_FILE, RequestState.SENT, RequestState.SETTLED]


@pytest.fixture
def request_() -> OneOffRequest:
    [one] = make.make_many_pending(make.make_house(), 1)
    return one


def tell(one: OneOffRequest, state: str, minutes: int) -> str:
    now = timezone.now()
    record_steps([Step([one.uid], state, now + timedelta(minutes=minutes))], now=now)
    one.refresh_from_db()
    return str(one.state)


def test_it_goes_forward_step_by_step(request_: OneOffRequest) -> None:
    for minutes, state in enumerate([*LIFE, RequestState.POSTED], start=1):
        assert tell(request_, state, minutes) == state


@pytest.mark.parametrize("late", [RequestState.FETCHED, RequestState.IN_FILE, RequestState.SENT])
@pytest.mark.parametrize("end", [RequestState.SETTLED, RequestState.POSTED, RequestState.CANCELLED])
def test_what_is_over_stays_over_whatever_date_is_told(
    request_: OneOffRequest, late: str, end: str
) -> None:
    tell(request_, end, 1)
    assert tell(request_, late, 5) == end


def test_a_file_that_was_not_sent_gives_its_requests_back(request_: OneOffRequest) -> None:
    tell(request_, RequestState.IN_FILE, 1)
    assert tell(request_, RequestState.FETCHED, 2) == RequestState.FETCHED


def test_one_that_was_sent_is_not_given_back(request_: OneOffRequest) -> None:
    tell(request_, RequestState.SENT, 1)
    assert tell(request_, RequestState.FETCHED, 2) == RequestState.SENT


@pytest.mark.parametrize("minutes", [11, 60 * 24 * 365, -11, -60 * 24 * 365])
def test_a_step_of_another_time_is_passed_over(request_: OneOffRequest, minutes: int) -> None:
    assert tell(request_, RequestState.SETTLED, minutes) == RequestState.PENDING
    assert not request_.steps.filter(state=RequestState.SETTLED).exists()


@pytest.mark.parametrize("days", [401, -401, 365 * 50])
def test_a_debit_of_another_year_is_passed_over(request_: OneOffRequest, days: int) -> None:
    now = timezone.now()
    step = Step([request_.uid], RequestState.SENT, now, now.date() + timedelta(days=days))
    assert record_steps([step], now=now) == 0
    request_.refresh_from_db()
    assert (request_.state, request_.debit_date) == (RequestState.PENDING, None)


def test_requests_told_together_are_each_written_once() -> None:
    first, second = make.make_many_pending(make.make_house(), 2)
    now = timezone.now()
    assert record_steps([Step([first.uid], RequestState.FETCHED, now)], now=now) == 1
    both = Step([second.uid, first.uid, uuid4()], RequestState.FETCHED, now)
    assert record_steps([both, both], now=now) == 1
    assert RequestStep.objects.count() == 2
    assert set(OneOffRequest.objects.values_list("state", flat=True)) == {RequestState.FETCHED}
