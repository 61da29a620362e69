"""An undo address serves whoever asked, for that gesture, and takes back all or nothing."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from django.test import Client, RequestFactory
from django.urls import reverse

from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Account
from receipts.counter.enums import HeldState
from receipts.counter.models import HeldCheque
from receipts.counter.services.release_held_cheque import give_back, hand_over
from receipts.counter.services.undo_keeping import undo_keeping
from receipts.draft.views.answers import undo_url
from tests import factories
from tests.receipts.counter import factories as make
from tests.receipts.counter import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def payer() -> Account:
    return make.make_counter().pierre


@pytest.fixture
def marie() -> User:
    return make.make_cashier(username="marie")


@pytest.fixture
def paul() -> User:
    return make.make_cashier(username="paul")


def asked_by(user: User, rf: RequestFactory) -> HttpRequest:
    request = rf.post("/")
    request.user = user
    return request


def states(*held: HeldCheque) -> set[str]:
    rows = HeldCheque.objects.filter(pk__in=[each.pk for each in held])
    return set(rows.values_list("state", flat=True))


def test_made_for_another_gesture_it_does_nothing(payer, marie, rf, client: Client) -> None:
    held = later.hold(payer, ["58,00", "59,00"], user=marie)
    address = undo_url(asked_by(marie, rf), "receipts:cancel", [each.pk for each in held])
    client.force_login(marie)
    client.post(f"{reverse('receipts:held_undo')}?{address.partition('?')[2]}")
    assert states(*held) == {HeldState.KEPT}


def test_made_for_another_user_it_does_nothing(payer, marie, paul, rf, client: Client) -> None:
    held = later.hold(payer, ["58,00"], user=marie)
    address = undo_url(asked_by(marie, rf), "receipts:held_undo", [each.pk for each in held])
    client.force_login(paul)
    page = client.post(address, follow=True).content.decode()
    assert "trop tard" in page
    assert states(*held) == {HeldState.KEPT}
    client.force_login(marie)
    client.post(address)
    assert states(*held) == {HeldState.CANCELLED}


def test_only_what_one_keeps_oneself_is_taken_back(payer, marie, paul) -> None:
    mine, hers = later.hold(payer, ["58,00"], user=paul), later.hold(payer, ["59,00"], user=marie)
    with pytest.raises(BusinessError, match="pas gardés par vous"):
        undo_keeping([mine[0].pk, hers[0].pk], acting_user=paul)
    assert states(*mine, *hers) == {HeldState.KEPT}


def test_all_or_none(payer, marie) -> None:
    first, second = later.hold(payer, ["58,00", "59,00"], user=marie)
    give_back(second.pk, acting_user=marie, reason="Repris")
    with pytest.raises(BusinessError, match="plus gardé"):
        undo_keeping([first.pk, second.pk], acting_user=marie)
    assert states(first) == {HeldState.KEPT}


def test_handed_over_it_is_the_colleague_s(payer, marie, paul) -> None:
    (held,) = later.hold(payer, ["58,00"], user=marie)
    hand_over(held.pk, acting_user=marie, keeper=paul)
    with pytest.raises(BusinessError, match="pas gardés par vous"):
        undo_keeping([held.pk], acting_user=marie)


def test_nobody_undoes_nothing(payer, marie, client: Client) -> None:
    client.force_login(factories.make_staff(rights=make.RIGHTS))
    assert "pas gardés" in client.post(reverse("receipts:held_undo"), follow=True).content.decode()
