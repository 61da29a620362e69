"""A till's day that was counted is closed; reopened with a reason, it is counted again."""

from __future__ import annotations

from datetime import date, timedelta
from threading import Barrier, Event, Thread
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entry
from receipts.draft.models import DraftReceipt
from receipts.draft.services.key_receipt import key_receipt
from receipts.till.models import CashCount
from receipts.till.selectors.cash_book import cash_day
from receipts.till.selectors.cash_difference import difference_now
from receipts.till.services.count_till import count_till
from receipts.till.services.post_cash_difference import post_difference
from receipts.till.services.reopen_till_day import reopen_day
from tests.at_once import together
from tests.factories import euros, make_account, make_staff
from tests.receipts.factories import ALL_RIGHTS, DAY, Books, make_accountant, make_till_books
from tests.waiting import wait_until_waited_for

pytestmark = pytest.mark.django_db

NEXT = DAY + timedelta(days=1)


@pytest.fixture
def books() -> Books:
    return make_till_books()


@pytest.fixture
def till(books: Books) -> Account:
    return Account.objects.get(code="530000")


def key(books: Books, amount: str, day: date = DAY, channel: str = "cash") -> DraftReceipt:
    return key_receipt(
        acting_user=make_accountant(),
        form_id=uuid4(),
        channel_code=channel,
        account=books.account,
        amount=euros(amount),
        movement_date=day,
        label="Espèces",
    )


def counted(till: Account, amount: str, day: date = DAY, reason: str = "") -> CashCount:
    return count_till(
        account=till,
        day=day,
        counted=euros(amount),
        reason=reason,
        acting_user=make_accountant(),
        today=timezone.localdate(),
    )


def test_50_euros_that_turn_up_after_the_count_bear_the_next_day(
    books: Books, till: Account
) -> None:
    key(books, "200")
    counted(till, "200")
    for day in (DAY, DAY - timedelta(days=1)):
        with pytest.raises(BusinessError, match=r"comptée jusqu’au 20/11/2026"):
            key(books, "50", day)
    assert DraftReceipt.objects.count() == 1
    key(books, "50", NEXT)
    assert cash_day(till, DAY).closing == euros("200")
    assert cash_day(till, NEXT).closing == euros("250")


def test_what_is_no_cash_of_this_till_is_keyed_all_the_same(books: Books, till: Account) -> None:
    counted(till, "0")
    assert key(books, "50", channel="transfer").movement_date == DAY


@pytest.mark.dated("receipts.till.services.count_till")
def test_the_form_sent_twice_is_still_one_line_after_the_count(books: Books, till: Account) -> None:
    form_id, user = uuid4(), make_accountant()
    made = []
    for turn in (1, 2):
        its = key_receipt(
            acting_user=user,
            form_id=form_id,
            channel_code="cash",
            account=books.account,
            amount=euros("200"),
            movement_date=DAY,
            label="Espèces",
        )
        if turn == 1:
            counted(till, "200")
        made.append(its)
    assert made == [DraftReceipt.objects.get()] * 2


def test_reopened_with_a_reason_it_is_counted_again(books: Books, till: Account) -> None:
    key(books, "200")
    first = counted(till, "250", reason="Billet de trop")
    with pytest.raises(BusinessError, match="motif est conservé"):
        reopen_day(first.pk, acting_user=make_accountant(), reason=" ", now=timezone.now())
    reopen_day(
        first.pk, acting_user=make_accountant(), reason="Un paiement oublié", now=timezone.now()
    )
    with pytest.raises(BusinessError, match="déjà rouvert"):
        reopen_day(first.pk, acting_user=make_accountant(), reason="Encore", now=timezone.now())
    key(books, "50")
    second = counted(till, "250")
    assert second.difference == 0
    assert difference_now(second) == 0
    assert cash_day(till, DAY).count == second
    assert CashCount.objects.count() == 2
    told = AuditEvent.objects.get(action="account.reopen_till").data
    assert told["reason"] == "Un paiement oublié"


@pytest.mark.dated
def test_the_latest_day_is_reopened_first(books: Books, till: Account) -> None:
    key(books, "200")
    first, later = counted(till, "200"), counted(till, "200", NEXT)
    with pytest.raises(BusinessError, match="21/11/2026"):
        reopen_day(first.pk, acting_user=make_accountant(), reason="x", now=timezone.now())
    reopen_day(later.pk, acting_user=make_accountant(), reason="x", now=timezone.now())
    reopen_day(first.pk, acting_user=make_accountant(), reason="x", now=timezone.now())


def test_a_day_whose_difference_is_in_the_books_stays_closed(books: Books, till: Account) -> None:
    key(books, "200")
    count = counted(till, "195", reason="Rendu de trop")
    post_difference(
        count.pk,
        account_id=Account.objects.get(code="658000").pk,
        seen=euros("-5"),
        remember=False,
        acting_user=make_accountant(),
        today=timezone.localdate(),
    )
    with pytest.raises(BusinessError, match="contre-passez-la d’abord"):
        reopen_day(count.pk, acting_user=make_accountant(), reason="x", now=timezone.now())


@pytest.mark.django_db(transaction=True)
def test_cash_keyed_while_the_till_is_counted_is_counted_or_refused(
    books: Books, till: Account
) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("two connections need a server")
    gate, refused = Barrier(2), []
    user = make_accountant()

    def count() -> None:
        gate.wait()
        try:
            count_till(
                account=till,
                day=DAY,
                counted=euros("0"),
                reason="",
                acting_user=user,
                today=timezone.localdate(),
            )
        except BusinessError as error:
            refused.append(str(error))
        finally:
            connection.close()

    def keyed() -> None:
        gate.wait()
        try:
            key(books, "50")
        except BusinessError as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [Thread(target=each) for each in (count, keyed)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert CashCount.objects.count() + DraftReceipt.objects.count() == 1


def test_reopened_from_the_cash_book_which_still_shows_the_first_count(
    books: Books, till: Account
) -> None:
    key(books, "200")
    count = counted(till, "199", reason="Pièce perdue")
    client = Client()
    client.force_login(make_staff(rights=[*ALL_RIGHTS, "receipts_till.count_cash"]))
    address = f"{reverse('receipts:cash_book')}?caisse={till.pk}&jour={DAY:%Y-%m-%d}"
    reopen = reverse("receipts:cash_reopen", args=[count.pk])
    assert reopen in client.get(address).content.decode()
    refused = client.post(reopen, {"reason": ""}, follow=True).content.decode()
    assert "Dites pourquoi ce jour est rouvert" in refused
    shown = client.post(reopen, {"reason": "À recompter"}, follow=True).content.decode()
    assert "Le 20/11/2026 est rouvert." in shown
    assert "À recompter" in shown
    assert "Enregistrer le comptage" in shown


@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("first", ["post", "reopen"])
def test_reopened_while_its_difference_is_posted(books: Books, till: Account, first: str) -> None:
    """Whoever has the count goes on to the till's account; the other is told what was done."""
    count = counted(till, "50", reason="Trouvé")
    gain = make_account(entity=books.entity, code="758000", label="Gains", role=AccountRole.OTHER)
    user, taken = make_accountant(), Event()

    def act(name: str) -> object:
        if name == "reopen":
            return reopen_day(count.pk, acting_user=user, reason="Mal compté", now=timezone.now())
        return post_difference(
            count.pk,
            account_id=gain.pk,
            seen=euros("50"),
            remember=False,
            acting_user=user,
            today=timezone.localdate(),
        )

    def goes_first() -> object:
        with transaction.atomic():
            CashCount.objects.select_for_update().get(pk=count.pk)
            taken.set()
            wait_until_waited_for()
            return act(first)

    def goes_second() -> object:
        taken.wait(10)
        return act("reopen" if first == "post" else "post")

    outcomes = together(goes_first, goes_second)
    assert not isinstance(outcomes[0], BusinessError)
    said = "en comptabilité" if first == "post" else "rouvert"
    assert said in str(outcomes[1])
    count.refresh_from_db()
    assert (count.entry_id is None) == (count.reopened_at is not None)


def test_what_was_counted_wrongly_makes_no_entry(books: Books, till: Account) -> None:
    """50 € too many were counted, the day is reopened: nothing is posted of that count."""
    count = counted(till, "50", reason="Trouvé")
    gain = make_account(entity=books.entity, code="758000", label="Gains", role=AccountRole.OTHER)
    user = make_accountant()
    reopen_day(count.pk, acting_user=user, reason="Mal compté", now=timezone.now())
    with pytest.raises(BusinessError, match=r"rouvert le .* recomptez la caisse"):
        post_difference(
            count.pk,
            account_id=gain.pk,
            seen=euros("50"),
            remember=False,
            acting_user=user,
            today=timezone.localdate(),
        )
    client = Client()
    client.force_login(user)
    address = reverse("receipts:cash_difference", args=[count.pk])
    shown = client.get(address).content.decode()
    assert "recomptez la caisse" in shown
    assert "Passer en comptabilité" not in shown
    sent = client.post(address, {"account": gain.pk, "seen": "50.00"})
    assert (sent.status_code, Entry.objects.exists()) == (422, False)
    again = counted(till, "0")
    assert (again.expected, difference_now(again)) == (euros("0"), euros("0"))
