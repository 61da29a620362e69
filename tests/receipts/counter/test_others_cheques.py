"""A cheque of a colleague's batch shows nowhere, and serves for nothing, without the right."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from core.people.models import User
from core.text.errors import BusinessError
from receipts.counter.models import Cheque, TransferItem
from receipts.counter.services.cancel_cheque import cancel_cheque
from receipts.counter.services.key_cheque import key_cheque
from receipts.counter.services.save_transfer_service import save_service
from receipts.counter.services.transfer_case import NewCase, add_case
from tests import factories
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db
KEY = "b" * 64


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def marie() -> User:
    return make.make_cashier(username="marie")


@pytest.fixture
def paul() -> User:
    return make.make_cashier(username="paul")


@pytest.fixture
def hers(counter: make.Counter, marie: User) -> Cheque:
    keyed = make.keyed([(counter.pierre, "777,77")], drawer="Tireuse discrète", account_key=KEY)
    return key_cheque(make.make_batch(user=marie).pk, keyed, acting_user=marie)


@pytest.mark.parametrize("name", ["ligne", "reprendre"])
def test_the_line_to_key_does_not_show_it(hers, marie, paul, client: Client, name: str) -> None:
    mine = make.make_batch(user=paul)
    address = f"{reverse('receipts:batch', args=[mine.pk])}?{name}={hers.pk}"
    client.force_login(paul)
    assert client.get(address).status_code == 404
    chief = factories.make_staff(rights=[*make.RIGHTS, "receipts_draft.see_others"])
    client.force_login(chief)
    assert "Tireuse discrète" in client.get(address).content.decode()


def test_it_is_not_keyed_again_elsewhere(counter, hers, marie, paul) -> None:
    make.close(hers.batch, user=marie)
    cancel_cheque(hers.pk, acting_user=marie, reason="Doublon", day=make.DAY)
    again = make.keyed([(counter.pierre, "777,77")], replaces_id=hers.pk)
    his = key_cheque(make.make_batch(user=paul).pk, again, acting_user=paul)
    assert his.replaces_id is None
    again = make.keyed([(counter.pierre, "777,77")], replaces_id=hers.pk)
    assert key_cheque(make.make_batch(user=marie).pk, again, acting_user=marie).replaces == hers


def test_it_goes_on_no_slip_of_another(counter, hers, marie, paul) -> None:
    service = save_service(acting_user=marie, name="Numérisation")

    def case(account_id: int) -> NewCase:
        return NewCase(uuid4(), service.pk, ["coupon"], account_id, cheque_id=hers.pk)

    for account, user in [(counter.pierre, paul), (counter.simone, marie)]:
        with pytest.raises(BusinessError, match="pas à vous, ou n’est pas de ce compte"):
            add_case(case(account.pk), acting_user=user)
    assert not TransferItem.objects.exists()
    assert add_case(case(counter.pierre.pk), acting_user=marie).cheque == hers
