"""A cheque taken out of an open batch by mistake comes back by one button, as it was."""

from __future__ import annotations

import re

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from receipts.counter.models import Cheque, ChequeShare, HeldCheque
from receipts.counter.services.key_cheque import key_cheque
from receipts.counter.services.put_held_in_batch import put_in_batch
from tests.factories import euros
from tests.receipts.counter import factories as make
from tests.receipts.counter import later

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user():
    return make.make_cashier()


def remove(client: Client, cheque: Cheque) -> str:
    """Take it out; the address that undoes it, empty where there is none."""
    answer = client.post(reverse("receipts:cheque_remove", args=[cheque.pk]))
    assert not Cheque.objects.filter(pk=cheque.pk).exists()
    tags = " ".join(each.tags for each in get_messages(answer.wsgi_request))
    found = re.search(r"undo=(\S+)", tags)
    return found[1] if found else ""


def test_it_comes_back_once_with_its_shares(counter, user, client: Client) -> None:
    """58,00 € and 12,00 € for two accounts."""
    batch = make.make_batch(user=user)
    shares = [(counter.pierre, "58"), (counter.simone, "12")]
    cheque = key_cheque(batch.pk, make.keyed(shares), acting_user=user)
    client.force_login(user)
    undo = remove(client, cheque)
    client.post(undo)
    client.post(undo)
    again = Cheque.objects.get()
    assert (again.number, again.amount, again.batch) == (cheque.number, euros("70"), batch)
    assert sorted(ChequeShare.objects.values_list("amount", flat=True)) == [
        euros("12"),
        euros("58"),
    ]


def test_nobody_else_undoes_it(counter, user, client: Client) -> None:
    batch = make.make_batch(user=user)
    [cheque] = make.make_cheques(["58"], account=counter.pierre, user=user, batch=batch)
    client.force_login(user)
    undo = remove(client, cheque)
    client.force_login(make.make_cashier(username="autre"))
    client.post(undo)
    assert not Cheque.objects.exists()


def test_one_that_was_kept_is_kept_again_and_not_keyed_beside(
    counter, user, client: Client
) -> None:
    [held] = later.hold(counter.pierre, ["58,00"], user=user)
    later.comes_up(held)
    cheque = put_in_batch(held.pk, make.make_batch(user=user).pk, acting_user=user)
    client.force_login(user)
    assert remove(client, cheque) == ""
    assert HeldCheque.objects.get().state == "kept"
