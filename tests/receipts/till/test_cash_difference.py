"""A counted till that differs from its book: the difference is previewed, posted, reversed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.database.models import AuditEvent
from core.text.errors import BusinessError
from ledger.books.enums import AccountRole, FiscalYearStatus
from ledger.books.models import Account, Entry, ReceiptJournal
from ledger.books.services.reverse_entry import reverse_by_hand
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from receipts.till.models import CashCount, TillDifferenceAccounts
from receipts.till.selectors.cash_book import cash_day
from receipts.till.selectors.cash_difference import accounts_for, difference_now, standing_entry
from receipts.till.services.count_till import count_till
from receipts.till.services.post_cash_difference import post_difference
from tests.factories import euros, make_account, make_fiscal_year, make_journal, make_staff
from tests.receipts.factories import DAY, Books, make_accountant, make_books, make_receipt

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> Books:
    """100 € were taken in cash the day before, 20 € on the day."""
    books = make_books()
    till = make_account(
        entity=books.entity, code="530000", label="Caisse", role=AccountRole.TREASURY
    )
    for code, label in (("658000", "Charges diverses"), ("758000", "Produits divers")):
        make_account(entity=books.entity, code=code, label=label, role=AccountRole.OTHER)
    journal = make_journal(
        entity=books.entity, code="CA", label="Caisse", treasury_account=till, requires_voucher=True
    )
    ReceiptJournal.objects.create(entity=books.entity, channel="cash", journal=journal)
    user = make_accountant()
    ids = [
        make_receipt(
            books=books, channel="cash", amount=euros(amount), movement_date=day, voucher="R1"
        ).pk
        for amount, day in (("100", DAY - timedelta(days=1)), ("20", DAY))
    ]
    prepare_receipts(ids, acting_user=user)
    post_prepared(acting_user=user, ids=ids)
    return books


def account(code: str) -> Account:
    return Account.objects.get(code=code)


def counted(amount: str, day: date = DAY) -> CashCount:
    return count_till(
        account=account("530000"),
        day=day,
        counted=euros(amount),
        reason="Erreur de rendu",
        acting_user=make_staff(),
        today=timezone.localdate(),
    )


def book(count: CashCount, code: str = "658000", *, remember: bool = False) -> Entry:
    return post_difference(
        count.pk,
        account_id=account(code).pk,
        seen=difference_now(count),
        remember=remember,
        acting_user=make_accountant(),
        today=timezone.localdate(),
    )


def lines(entry: Entry) -> list[tuple[str, str, str]]:
    rows = entry.lines.order_by("id").values_list("account__code", "debit", "credit")
    return [(code, f"{debit:.0f}", f"{credit:.0f}") for code, debit, credit in rows]


@pytest.mark.dated("receipts.till.services.post_cash_difference")
def test_five_euros_are_missing(books: Books) -> None:
    count = counted("115")
    entry = book(count)
    assert lines(entry) == [("530000", "0", "5"), ("658000", "5", "0")]
    assert (entry.date, entry.journal.code, entry.voucher) == (DAY, "CA", "CAISSE261120")
    assert entry.label == "Écart de caisse du 20/11/2026"
    assert cash_day(account("530000"), DAY).closing == euros("115")
    told = AuditEvent.objects.get(action="account.post_cash_difference").data
    assert (told["difference"], told["account"]) == ("-5.00", "658000")
    count.refresh_from_db()
    assert standing_entry(count) == entry


def test_three_euros_too_much(books: Books) -> None:
    entry = book(counted("123"), "758000")
    assert lines(entry) == [("530000", "3", "0"), ("758000", "0", "3")]


def test_it_is_posted_once_and_only_as_it_was_seen(books: Books) -> None:
    count = counted("115")
    with pytest.raises(BusinessError, match="a changé depuis"):
        post_difference(
            count.pk,
            account_id=account("658000").pk,
            seen=euros("-4"),
            remember=False,
            acting_user=make_accountant(),
            today=timezone.localdate(),
        )
    book(count)
    with pytest.raises(BusinessError, match="déjà en comptabilité"):
        book(count)
    assert Entry.objects.filter(cash_count=count).count() == 1


def test_what_agrees_has_nothing_to_post(books: Books) -> None:
    with pytest.raises(BusinessError, match="s’accorde"):
        book(counted("120"))


def test_another_entity_s_account_and_the_till_itself_are_refused(books: Books) -> None:
    count = counted("115")
    other = make_books(code="S002")
    stranger = make_account(
        entity=other.entity, code="658100", label="Ailleurs", role=AccountRole.OTHER
    )
    for pk in (stranger.pk, count.account_id, books.account.pk):
        with pytest.raises(BusinessError, match="compte ouvert de charges"):
            post_difference(
                count.pk,
                account_id=pk,
                seen=euros("-5"),
                remember=False,
                acting_user=make_accountant(),
                today=timezone.localdate(),
            )


def test_the_account_is_remembered_for_the_entity(books: Books) -> None:
    chosen = make_account(
        entity=books.entity, code="658900", label="Écarts de caisse", role=AccountRole.OTHER
    )
    first = counted("115")
    assert accounts_for(first, is_shortage=True)[0].code == "658000"
    book(first, "658900", remember=True)
    assert TillDifferenceAccounts.objects.get().shortage == chosen
    assert accounts_for(first, is_shortage=True)[0] == chosen
    assert accounts_for(first, is_shortage=False)[0].code == "758000"


def test_reversed_it_may_be_posted_again(books: Books) -> None:
    count = counted("115")
    entry = book(count)
    reverse_by_hand(
        entry=entry,
        acting_user=make_accountant(),
        date=DAY,
        reason="Pièce retrouvée",
        today=timezone.localdate(),
    )
    count.refresh_from_db()
    assert standing_entry(count) is None
    assert difference_now(count) == euros("-5")
    again = book(count, "758000")
    count.refresh_from_db()
    assert count.entry == again
    assert cash_day(account("530000"), DAY).closing == euros("115")


def test_days_are_posted_from_the_oldest(books: Books) -> None:
    """5 € are missing since the day before: posted there, nothing is left on the next day."""
    before, after = counted("95", DAY - timedelta(days=1)), counted("115")
    assert (difference_now(before), difference_now(after)) == (euros("-5"), euros("-5"))
    late = book(after)
    with pytest.raises(BusinessError, match="20/11/2026 est déjà"):
        book(before)
    reverse_by_hand(
        entry=late,
        acting_user=make_accountant(),
        date=DAY,
        reason="Ordre des jours",
        today=timezone.localdate(),
    )
    book(before)
    assert difference_now(after) == euros("0")


def test_a_till_without_a_journal_says_so(books: Books) -> None:
    count = counted("115")
    ReceiptJournal.objects.filter(channel="cash").delete()
    account("530000").entity.journals.filter(code="CA").update(active=False)
    with pytest.raises(BusinessError, match="Aucun journal actif"):
        book(count)


def test_a_closed_year_refuses_and_nothing_is_written(books: Books) -> None:
    count = counted("115", DAY)
    year = books.entity.fiscal_years.get()
    type(year).objects.filter(pk=year.pk).update(status="closed_online")
    with pytest.raises(BusinessError):
        book(count)
    count.refresh_from_db()
    assert count.entry is None


@pytest.mark.skipif(connection.vendor != "postgresql", reason="row locks")
@pytest.mark.django_db(transaction=True)
def test_two_people_post_it_once(books: Books) -> None:
    count, gate = counted("115"), Barrier(2)
    refused: list[str] = []

    def post() -> None:
        gate.wait()
        try:
            book(count)
        except BusinessError as error:
            refused.append(str(error))
        finally:
            connection.close()

    threads = [Thread(target=post) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Entry.objects.filter(cash_count=count).count() == 1
    assert len(refused) == 1
    assert cash_day(account("530000"), DAY).closing == euros("115")


class TestClosedYear:
    """5 € are missing on 20 November; the year is closed, the next one open, it is January."""

    NEW_YEAR = date(2027, 1, 1)

    @pytest.fixture(autouse=True)
    def in_january(self, books: Books) -> Iterator[None]:
        counted("115")
        books.entity.fiscal_years.update(status=FiscalYearStatus.CLOSED_ONLINE)
        make_fiscal_year(entity=books.entity, start=self.NEW_YEAR, end=date(2027, 12, 31))
        with time_machine.travel(datetime(2027, 1, 15, 9, tzinfo=UTC), tick=False):
            yield

    def post(self, **values: object) -> Any:
        client = Client()
        client.force_login(make_accountant())
        address = reverse("receipts:cash_difference", args=[CashCount.objects.earliest("pk").pk])
        data = {"account": account("658000").pk, "seen": "-5.00"}
        return client.post(address, {**data, **values})

    def test_the_first_open_day_is_offered_and_takes_the_entry(self, books: Books) -> None:
        answer = self.post()
        assert answer.status_code == 422
        assert 'name="entry_date" value="2027-01-01"' in answer.content.decode()
        assert self.post(entry_date="2027-01-01").status_code == 302
        count = CashCount.objects.get()
        entry = standing_entry(count)
        assert entry is not None
        assert (entry.date, entry.label) == (self.NEW_YEAR, "Écart de caisse du 20/11/2026")
        assert lines(entry) == [("530000", "0", "5"), ("658000", "5", "0")]
        assert cash_day(account("530000"), DAY).closing == euros("120")
        assert cash_day(account("530000"), self.NEW_YEAR).closing == euros("115")

    def test_it_is_posted_once_whichever_later_day_was_counted_with_it(self, books: Books) -> None:
        """Counted again on 31 December, the same 5 € are missing: they are in the books once."""
        december = counted("115", date(2026, 12, 31))
        assert difference_now(december) == euros("-5")
        self.post(entry_date="2027-01-01")
        assert difference_now(CashCount.objects.earliest("pk")) == difference_now(december) == 0
        with pytest.raises(BusinessError, match="s’accorde"):
            book(december)
        january = counted("115", date(2027, 1, 10))
        assert difference_now(january) == 0

    def test_reversed_on_another_day_it_is_to_be_posted_again(self, books: Books) -> None:
        self.post(entry_date="2027-01-01")
        count = CashCount.objects.get()
        posted = Entry.objects.get(cash_count=count)
        reverse_by_hand(
            entry=posted,
            acting_user=None,
            date=date(2027, 1, 5),
            reason="Autre compte",
            today=timezone.localdate(),
        )
        count.refresh_from_db()
        assert difference_now(count) == euros("-5")
        assert self.post(entry_date="2027-01-05").status_code == 302

    def test_never_before_the_count_nor_on_a_day_to_come(self, books: Books) -> None:
        for day in ("2026-11-19", "2027-01-16"):
            assert self.post(entry_date=day).status_code == 422
        assert not CashCount.objects.filter(entry__isnull=False).exists()

    def test_where_no_year_is_open_none_is_offered(self, books: Books) -> None:
        books.entity.fiscal_years.update(status=FiscalYearStatus.CLOSED_ONLINE)
        answer = self.post()
        assert answer.status_code == 422
        assert "entry_date" not in answer.content.decode()
        assert "clôturé" in answer.content.decode()


class TestPage:
    @pytest.fixture
    def client(self, books: Books) -> Client:
        client = Client()
        client.force_login(make_accountant())
        return client

    def test_previewed_then_posted_from_the_cash_book(self, client: Client, books: Books) -> None:
        count = counted("115")
        address = reverse("receipts:cash_difference", args=[count.pk])
        day = f"{reverse('receipts:cash_book')}?caisse={count.account_id}&jour={DAY:%Y-%m-%d}"
        assert address in client.get(day).content.decode()
        shown = client.get(address).content.decode()
        assert "658000 Charges diverses" in shown
        assert "Il manque 5,00" in shown
        other = client.get(address, {"account": account("758000").pk}).content.decode()
        assert "<td>758000 Produits divers</td>" in other
        data = {"account": account("658000").pk, "seen": "-5.00", "remember": "on"}
        done = client.post(address, data, follow=True).content.decode()
        assert "en comptabilité : écriture CA" in done
        assert "Écriture de l’écart" in done
        assert "il n’y a rien à écrire" in client.get(address).content.decode() or (
            "Cet écart est en comptabilité" in client.get(address).content.decode()
        )
        again = client.post(address, data)
        assert again.status_code == 422
        assert Entry.objects.filter(cash_count=count).count() == 1

    def test_no_account_says_what_to_create(self, client: Client, books: Books) -> None:
        count = counted("115")
        Account.objects.filter(code__in=["658000", "758000"]).delete()
        address = reverse("receipts:cash_difference", args=[count.pk])
        assert "Aucun compte pour cet écart" in client.get(address).content.decode()

    def test_who_may_not_post_reads_who_can(self, books: Books) -> None:
        count = counted("115")
        client = Client()
        client.force_login(make_staff(rights=["receipts_draft.see_draft"]))
        day = f"{reverse('receipts:cash_book')}?caisse={count.account_id}&jour={DAY:%Y-%m-%d}"
        assert "qui a le droit de valider" in client.get(day).content.decode()
