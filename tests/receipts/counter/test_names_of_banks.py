"""One bank, one name: the counter proposes the known banks and those of the last cheques."""

from __future__ import annotations

import pytest
from django.urls import reverse

from receipts.counter.models import Cheque
from receipts.counter.selectors.find_payer import bank_names
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db


def test_a_name_keyed_before_is_proposed_once(client) -> None:
    counter, user = make.make_counter(), make.make_cashier()
    batch = make.make_batch(user=user)
    make.make_cheques(["58", "12"], account=counter.pierre, user=user, batch=batch)
    Cheque.objects.update(drawee_bank="Banque Kolb")
    Cheque.objects.filter(pk=batch.cheques.earliest("pk").pk).update(drawee_bank="credit agricole")
    names = bank_names()
    assert names.count("Banque Kolb") == 1
    assert [each for each in names if each.lower().endswith("agricole")] == ["Crédit Agricole"]
    client.force_login(user)
    page = client.get(reverse("receipts:batch", args=[batch.pk])).content.decode()
    assert '<option value="Banque Kolb">' in page
    assert 'list="counter-banks"' in page
