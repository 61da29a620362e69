"""Nobody pays twice without knowing: two tabs, a form left open, an amount above what is owed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.jobs.services import outbox
from extranet.publication.models import PublishedAccount
from extranet.publication.services.publishing import publish
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from sepa.requests.platform.base import Step
from sepa.requests.services.record_steps import record_steps
from tests.extranet.factories import (
    Books,
    make_access,
    make_books,
    on_the_extranet,
    post,
    published,
    signed_in,
)
from tests.extranet.pages import text_of

pytestmark = pytest.mark.django_db
at_once = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def site() -> Iterator[None]:
    with on_the_extranet():
        yield


@pytest.fixture
def books() -> Books:
    found = make_books()
    post(found, debit="65,63")
    return found


@pytest.fixture
def account(books: Books) -> PublishedAccount:
    return published(books)


@pytest.fixture
def client(books: Books, account: PublishedAccount) -> Client:
    return signed_in(make_access(party=books.party))


def open_form(client: Client, account: PublishedAccount) -> dict[str, str]:
    """The hidden fields of a form that is shown now."""
    page = client.get(f"/comptes/{account.pk}/payer/?nouveau=1").content.decode()
    return dict(re.findall(r'name="(submission_key|opened_at)" value="([^"]+)"', page))


def ask(client: Client, account: PublishedAccount, form: dict[str, str], amount: str) -> str:
    """Send the form; the page of its mandate."""
    typed = {
        "amount": amount,
        "last_name": "PROPRIETAIRE",
        "first_name": "Pierre",
        "iban": "FR76 3000 6000 0112 3456 7890 189",
    }
    answer = client.post(f"/comptes/{account.pk}/payer/", form | typed)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def code() -> str:
    outbox.deliver()
    letters = [letter for letter in mail.outbox if "code" in letter.subject]
    found = re.search(r"\b\d{6}\b", str(letters[-1].body))
    assert found
    return found[0]


def told(page: Any) -> list[str]:
    return re.findall(r'name="told" value="([^"]+)"', page.content.decode())


def pay(client: Client, account: PublishedAccount, amount: str) -> OneOffRequest:
    sign = ask(client, account, open_form(client, account), amount)
    assert client.post(sign, {"accepted": "on", "code": code()}).status_code == 302
    return OneOffRequest.objects.exclude(state=RequestState.DRAFT).latest("signed_at")


def long_ago(request: OneOffRequest) -> None:
    OneOffRequest.objects.filter(pk=request.pk).update(
        signed_at=timezone.now() - timedelta(hours=1)
    )


def pending() -> int:
    return OneOffRequest.objects.filter(state=RequestState.PENDING).count()


def test_a_second_tab_with_the_same_amount_is_told_and_not_signed(
    client: Client, account: PublishedAccount
) -> None:
    first, second = open_form(client, account), open_form(client, account)
    one = ask(client, account, first, "65,63")
    one_code = code()
    two = ask(client, account, second, "65,63")
    two_code = code()
    assert not told(client.get(two))
    assert client.post(one, {"accepted": "on", "code": one_code}).status_code == 302
    refused = client.post(two, {"accepted": "on", "code": two_code})
    assert refused.status_code == 422
    assert "Un prélèvement de 65,63 € est déjà en cours depuis le" in text_of(refused.content)
    assert "payer encore 65,63 € en plus" in text_of(refused.content)
    assert f'value="{two_code}"' in refused.content.decode()
    assert pending() == 1


def test_a_second_payment_that_is_wanted_stays_possible(
    client: Client, account: PublishedAccount
) -> None:
    one = pay(client, account, "65,63")
    two = ask(client, account, open_form(client, account), "65,63")
    page = client.get(two)
    assert told(page) == [str(one.uid)]
    typed = {"accepted": "on", "code": code(), "told": told(page)}
    assert client.post(two, typed).status_code == 422
    assert client.post(two, typed | {"again": "on"}).status_code == 302
    assert pending() == 2
    proof = OneOffRequest.objects.latest("signed_at").evidence
    assert proof["paid_besides"] == one.mandate_reference
    assert proof["form_opened_at_utc"]


def test_the_tick_is_worth_what_was_shown_beside_it(
    client: Client, account: PublishedAccount
) -> None:
    left_open = open_form(client, account)
    one = pay(client, account, "10,00")
    three = ask(client, account, left_open, "20,00")
    shown, three_code = told(client.get(three)), code()
    assert shown == [str(one.uid)]
    long_ago(one)
    two = pay(client, account, "30,00")
    typed = {"accepted": "on", "code": three_code, "told": shown, "again": "on"}
    refused = client.post(three, typed)
    assert (refused.status_code, told(refused)) == (422, [str(two.uid)])


def test_the_rest_of_what_is_owed_is_paid_without_a_question(
    client: Client, account: PublishedAccount
) -> None:
    long_ago(pay(client, account, "20,00"))
    form = client.get(f"/comptes/{account.pk}/payer/").content.decode()
    assert 'value="45,63"' in form
    sign = ask(client, account, open_form(client, account), "45,63")
    assert not told(client.get(sign))
    assert client.post(sign, {"accepted": "on", "code": code()}).status_code == 302


def test_a_part_paid_since_the_form_was_opened_is_told(
    client: Client, account: PublishedAccount
) -> None:
    left_open = open_form(client, account)
    one = pay(client, account, "20,00")
    sign = ask(client, account, left_open, "30,00")
    assert told(client.get(sign)) == [str(one.uid)]


def test_more_than_is_owed_with_what_is_under_way_is_told_however_old(
    client: Client, account: PublishedAccount
) -> None:
    one = pay(client, account, "20,00")
    long_ago(one)
    sign = ask(client, account, open_form(client, account), "45,64")
    page = client.get(sign)
    assert told(page) == [str(one.uid)]
    assert "Un prélèvement de 20,00 € est déjà en cours" in text_of(page.content)


def test_a_form_left_open_until_the_payment_is_in_the_balance_is_told(
    client: Client, account: PublishedAccount, books: Books
) -> None:
    left_open = open_form(client, account)
    one = pay(client, account, "65,63")
    record_steps(
        [Step(uids=[one.uid], state=RequestState.POSTED, at=timezone.now())], now=timezone.now()
    )
    post(books, credit="65,63")
    publish(acting_user=None, now=timezone.now())
    sign = ask(client, account, left_open, "65,63")
    page = text_of(client.get(sign).content)
    assert re.search("Un prélèvement de 65,63 €, demandé le .*, a déjà eu lieu", page)


def test_a_payment_that_was_given_up_is_not_told(client: Client, account: PublishedAccount) -> None:
    one = pay(client, account, "65,63")
    record_steps(
        [Step(uids=[one.uid], state=RequestState.CANCELLED, at=timezone.now())], now=timezone.now()
    )
    sign = ask(client, account, open_form(client, account), "65,63")
    assert not told(client.get(sign))
    assert client.post(sign, {"accepted": "on", "code": code()}).status_code == 302


@at_once
def test_two_tabs_signed_at_the_same_instant_make_one_debit(
    client: Client, account: PublishedAccount
) -> None:
    tabs = []
    for form in [open_form(client, account) for _tab in range(3)]:
        sign = ask(client, account, form, "65,63")
        tabs.append((sign, code()))
    together = Barrier(len(tabs))

    def press(tab: tuple[str, str]) -> int:
        sign, typed = tab
        together.wait()
        try:
            return client.post(sign, {"accepted": "on", "code": typed}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tabs)) as pool:
        answers = sorted(pool.map(press, tabs))
    assert answers == [302, 422, 422]
    assert pending() == 1


@at_once
def test_a_double_click_on_the_signature_signs_once(
    client: Client, account: PublishedAccount
) -> None:
    sign = ask(client, account, open_form(client, account), "65,63")
    typed = {"accepted": "on", "code": code()}
    together = Barrier(2)

    def press(_click: int) -> int:
        together.wait()
        try:
            return client.post(sign, typed).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(press, range(2))) == [302, 302]
    assert pending() == 1
