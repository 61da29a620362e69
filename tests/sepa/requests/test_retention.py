"""The proof of a signature is kept fourteen months after the debit, an unsigned form a day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.text.errors import BusinessError
from sepa.requests.models import OneOffRequest, RequestStep
from sepa.requests.services.forget_requests import (
    forget_drafts,
    forget_request,
    forget_requests,
    kept_until,
)
from tests.sepa import factories as make
from tests.waiting import is_waited_for, wait_until

pytestmark = pytest.mark.django_db


@pytest.mark.dated
def test_fourteen_months_after_the_debit() -> None:
    request = make.make_pending(make.make_house())
    request.state, request.debit_date = "settled", date(2026, 12, 31)
    request.state_at = datetime(2026, 12, 31, 6, 0, tzinfo=UTC)
    assert kept_until(request) == date(2028, 2, 29)


def test_a_request_under_way_is_kept() -> None:
    house = make.make_house()
    with pytest.raises(BusinessError, match="en cours"):
        forget_request(
            make.make_pending(house), acting_user=house.accountant, today=timezone.localdate()
        )


def test_the_proof_is_not_forgotten_before_its_time() -> None:
    house = make.make_house()
    now = timezone.now()
    request = make.make_pending(
        house, state="settled", state_at=now, debit_date=timezone.localdate()
    )
    with pytest.raises(BusinessError, match="14 mois"):
        forget_request(request, acting_user=house.accountant, today=timezone.localdate(now))
    assert OneOffRequest.objects.exists()


@pytest.mark.dated
def test_the_night_forgets_old_proofs_and_old_drafts() -> None:
    house = make.make_house()
    now = timezone.now()
    old = now - timedelta(days=460)
    gone = make.make_pending(house, state="settled", state_at=old, debit_date=old.date())
    RequestStep.objects.create(request=gone, state="settled", at=old)
    recent = make.make_pending(
        house, state="settled", state_at=now - timedelta(days=400), debit_date=None
    )
    waiting = make.make_pending(house)
    draft, stale = make.start(house), make.start(house)
    OneOffRequest.objects.filter(pk=stale.pk).update(created_at=now - timedelta(hours=25))
    assert (forget_requests(now), forget_drafts(now)) == (1, 1)
    left = set(OneOffRequest.objects.values_list("pk", flat=True))
    assert left == {recent.pk, waiting.pk, draft.pk}


@pytest.mark.django_db(transaction=True)
def test_what_is_being_signed_is_not_forgotten() -> None:
    house = make.make_house()
    request = make.start(house)
    OneOffRequest.objects.filter(pk=request.pk).update(
        created_at=timezone.now() - timedelta(hours=25)
    )
    nights = Thread(target=_forget_in_its_own_session)
    with transaction.atomic():
        signed = OneOffRequest.objects.select_for_update().get(pk=request.pk)
        nights.start()
        # A night may pass it over at once, or wait for the signature; it then looks again.
        wait_until(lambda: not nights.is_alive() or is_waited_for(), "the night comes by")
        signed.state = "pending"
        signed.save()
    nights.join()
    assert OneOffRequest.objects.get().state == "pending"


def _forget_in_its_own_session() -> None:
    try:
        forget_drafts(timezone.now())
    finally:
        connection.close()
