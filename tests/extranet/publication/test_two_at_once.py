"""Two people at once: one publication at a time, one access to a party."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from core.database import locks
from core.text.errors import BusinessError
from extranet.publication.models import ClientAccess, Publication, PublishedAccount
from extranet.publication.services.give_access import consume_initial_password
from extranet.publication.services.mark_accounts import mark_accounts
from extranet.publication.services.publishing import publish
from tests.extranet.factories import make_books, post
from tests.factories import make_account, make_staff

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*calls):
    """Run the calls in threads that start together; their results or refusals."""
    together = Barrier(len(calls))

    def run(call):
        together.wait()
        try:
            return call()
        except BusinessError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def test_one_publication_at_a_time() -> None:
    make_books()
    with (
        ThreadPoolExecutor(1) as pool,
        locks.exclusive("extranet.publish") as got,
    ):
        assert got

        def second() -> str:
            try:
                publish(acting_user=None, now=timezone.now())
            except BusinessError as refusal:
                return str(refusal)
            finally:
                connection.close()
            return ""

        assert "déjà en cours" in pool.submit(second).result()
    assert not Publication.objects.exists()


def test_two_runs_at_once_leave_one_whole_state() -> None:
    books = make_books()
    post(books, debit="65,63")
    at_once(
        lambda: publish(acting_user=None, now=timezone.now()),
        lambda: publish(acting_user=None, now=timezone.now()),
    )
    publish(acting_user=None, now=timezone.now())
    assert PublishedAccount.objects.get().lines.count() == 1


def test_two_people_ticking_the_same_party_make_one_access() -> None:
    books = make_books(published=False)
    other = make_account(entity=books.entity, code="450PIERRE2", party=books.party)
    one, two = make_staff(), make_staff()
    done = at_once(
        lambda: mark_accounts([books.account.pk], acting_user=one, now=timezone.now()),
        lambda: mark_accounts([other.pk], acting_user=two, now=timezone.now()),
    )
    assert ClientAccess.objects.count() == 1
    assert sum(len(marked.issued) for marked in done) == 1


def test_an_initial_password_used_twice_at_once_opens_once() -> None:
    books = make_books(published=False)
    mark_accounts([books.account.pk], acting_user=make_staff(), now=timezone.now())
    access = ClientAccess.objects.get()
    results = at_once(*[lambda: consume_initial_password(access, now=timezone.now())] * 4)
    assert sorted(results) == [False, False, False, True]
