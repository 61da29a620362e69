"""A client whose last account is withdrawn follows their debits for 13 months, then no more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.database.models import AuditEvent
from core.people.models import User
from extranet.publication.models import ClientAccess, PublishedAccount
from extranet.publication.services.end_accesses import end_accesses
from ledger.books.models import Account
from sepa.requests.models import OneOffRequest
from tests.extranet.factories import (
    Books,
    make_access,
    make_books,
    on_the_extranet,
    post,
    published,
    signed_in,
)
from tests.extranet.paying import send

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def books() -> Books:
    books = make_books()
    post(books, debit="65,63")
    return books


@pytest.fixture
def pierre(books: Books) -> User:
    """Pierre, who signed 20,00 €, and whose only account is withdrawn since."""
    account = published(books)
    user = make_access(party=books.party)
    with on_the_extranet():
        send(signed_in(user), account, amount="20,00")
    OneOffRequest.objects.update(
        state="settled", signed_at=timezone.now(), debit_date=timezone.localdate()
    )
    withdraw()
    return user


def withdraw() -> None:
    Account.objects.update(published=False)
    PublishedAccount.objects.all().delete()


@pytest.mark.dated
def test_thirteen_months_later_nothing_is_left_of_the_client(pierre: User) -> None:
    now = timezone.now()
    assert end_accesses(now) == 0
    assert end_accesses(now + 390 * DAY) == 0
    assert end_accesses(now + 400 * DAY) == 1
    pierre.refresh_from_db()
    assert (pierre.username, pierre.email, pierre.last_name) == (f"client-{pierre.pk}", "", "")
    assert not pierre.is_active
    assert not pierre.has_usable_password()
    assert not ClientAccess.objects.exists()
    assert AuditEvent.objects.get(action="access.erase").object_label == pierre.username
    assert end_accesses(now + 401 * DAY) == 0


def test_until_then_they_sign_in_and_see_their_debit(pierre: User) -> None:
    end_accesses(timezone.now() + 390 * DAY)
    with on_the_extranet():
        page = signed_in(User.objects.get(pk=pierre.pk)).get("/")
        assert "20,00" in page.content.decode()


def test_a_debit_under_way_keeps_the_access(pierre: User) -> None:
    end_accesses(timezone.now())
    OneOffRequest.objects.update(state="sent")
    assert end_accesses(timezone.now() + 400 * DAY) == 0


def test_a_later_debit_keeps_the_access_thirteen_months_more(pierre: User) -> None:
    end_accesses(timezone.now())
    OneOffRequest.objects.update(debit_date=timezone.localdate() + 60 * DAY)
    assert end_accesses(timezone.now() + 400 * DAY) == 0
    assert end_accesses(timezone.now() + 460 * DAY) == 1


def test_an_account_published_again_keeps_the_access(pierre: User, books: Books) -> None:
    end_accesses(timezone.now())
    assert ClientAccess.objects.get().withdrawn_at is not None
    Account.objects.filter(pk=books.account.pk).update(published=True)
    assert end_accesses(timezone.now() + 400 * DAY) == 0
    assert ClientAccess.objects.get().withdrawn_at is None


def test_a_client_who_has_an_account_keeps_the_access(books: Books) -> None:
    published(books)
    make_access(party=books.party)
    end_accesses(timezone.now())
    assert end_accesses(timezone.now() + 4000 * DAY) == 0


@pytest.mark.parametrize("path", ["/", "/compte/login/"])
def test_every_page_leads_to_the_notice(path: str, books: Books) -> None:
    published(books)
    with on_the_extranet():
        visitor = signed_in(make_access(party=books.party)) if path == "/" else Client()
        assert "/donnees-personnelles/" in visitor.get(path).content.decode()


def test_the_notice_is_open_to_whoever_has_no_password_yet(books: Books) -> None:
    published(books)
    user = make_access(party=books.party, must_choose_password=True)
    with on_the_extranet():
        for visitor in (Client(), signed_in(user)):
            page = visitor.get("/donnees-personnelles/")
            assert page.status_code == 200
            told = page.content.decode()
            assert "14 mois après le prélèvement" in told
            assert "cnil.fr" in told
            assert "Comptes des collaborateurs" not in told
