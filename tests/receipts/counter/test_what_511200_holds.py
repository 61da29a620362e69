"""The list « À remettre en banque » explains 511200: cheques in hand, less those to take back."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from core.people.models import User
from ledger.books.models import Account, FiscalYear
from receipts.counter.models import Cheque
from receipts.counter.selectors.cheque_objections import before_closing
from receipts.counter.selectors.cheques_to_deposit import Waiting, waiting_by_entity
from receipts.counter.services.cancel_cheque import cancel_cheque
from tests.factories import euros
from tests.receipts.counter import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user() -> User:
    return make.make_cashier(username="marie")


def posted(counter: make.Counter, user: User, *amounts: str) -> list[Cheque]:
    cheques = make.make_cheques(list(amounts), account=counter.pierre, user=user)
    make.close(cheques[0].batch, user=user)
    make.post(cheques[0].batch, user=user)
    return cheques


def cancelled_on_a_slip(counter: make.Counter, user: User, *amounts: str) -> list[Cheque]:
    cheques = posted(counter, user, *amounts)
    make.deposit(counter, user=user)
    for cheque in cheques:
        cancel_cheque(cheque.pk, acting_user=user, reason="Mauvais client", day=make.DAY)
    return cheques


def books(counter: make.Counter) -> str:
    """The balance of 511200, in euros."""
    return f"{Account.objects.get(pk=counter.to_cash.pk).balance:.2f}"


def explained() -> Waiting:
    (waiting,) = waiting_by_entity()
    return waiting


def test_one_cancelled_cheque_alone_is_the_whole_list(counter, user) -> None:
    cancelled_on_a_slip(counter, user, "22,46")
    waiting = explained()
    assert (waiting.count, waiting.back_count) == (0, 1)
    assert (books(counter), f"{waiting.total:.2f}") == ("-22.46", "-22.46")


def test_cheques_in_hand_and_to_take_back_add_up_to_511200(counter, user) -> None:
    cancelled_on_a_slip(counter, user, "22,46", "7,54")
    posted(counter, user, "65,63", "100")
    waiting = explained()
    assert (waiting.count, waiting.in_hand) == (2, euros("165,63"))
    assert (waiting.back_count, waiting.back) == (2, euros("30"))
    assert books(counter) == f"{waiting.total:.2f}" == "135.63"


def test_taken_back_it_is_on_the_list_no_more(counter, user) -> None:
    cancelled_on_a_slip(counter, user, "22,46")
    posted(counter, user, "65,63")
    make.deposit(counter, user=user)
    assert not waiting_by_entity()
    assert books(counter) == "0.00"


def test_the_counter_and_the_cheque_say_so(counter, user, client: Client) -> None:
    client.force_login(user)
    (cheque,) = cancelled_on_a_slip(counter, user, "22,46")
    home = client.get(reverse("receipts:counter")).content.decode()
    assert "dont 1 annulé à reprendre" in home
    assert "−22,46" in home
    page = reverse("receipts:cheque", args=[cheque.pk])
    assert "À reprendre" in client.get(page).content.decode()
    posted(counter, user, "65,63")
    make.deposit(counter, user=user)
    assert "À reprendre" not in client.get(page).content.decode()


def test_the_year_s_end_tells_of_it(counter, user) -> None:
    cancelled_on_a_slip(counter, user, "22,46")
    year = FiscalYear.objects.get(entity=counter.entity)
    (told,) = [each for each in before_closing(year) if "reprendre d’une remise" in each]
    assert "22,46" in told
