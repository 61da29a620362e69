"""A stored balance that went wrong is found, repaired and told."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from core.database.models import AuditEvent
from ledger.books.models import Account
from ledger.books.posting import post_entries
from ledger.books.services import keep_balances as balances
from tests.factories import euros
from tests.ledger.factories import Books, make_books, new_receipt

pytestmark = pytest.mark.django_db


def with_a_wrong_balance() -> Books:
    books = make_books()
    post_entries([new_receipt(books, "65,63")], acting_user=None, today=timezone.localdate())
    Account.objects.filter(pk=books.client_account.pk).update(balance=euros("12,00"))
    return books


def test_a_right_balance_is_left_alone() -> None:
    books = make_books()
    post_entries([new_receipt(books, "65,63")], acting_user=None, today=timezone.localdate())
    ids = [books.client_account.pk, books.bank.pk]
    assert balances.recompute(account_ids=ids, acting_user=None) == []
    assert not AuditEvent.objects.filter(action="account.repair_balance").exists()


def test_a_wrong_balance_is_repaired_and_told() -> None:
    books = with_a_wrong_balance()
    ids = [books.client_account.pk, books.bank.pk]
    (difference,) = balances.recompute(account_ids=ids, acting_user=books.user)
    assert difference.account == books.client_account
    assert (difference.stored, difference.computed) == (euros("12"), euros("-65,63"))
    books.client_account.refresh_from_db()
    assert books.client_account.balance == euros("-65,63")
    event = AuditEvent.objects.get(action="account.repair_balance")
    assert (event.user, event.data) == (books.user, {"balance": ["12.00", "-65.63"]})


def test_an_account_without_lines_owes_nothing() -> None:
    books = make_books()
    Account.objects.filter(pk=books.bank.pk).update(balance=euros("1,00"))
    balances.recompute(account_ids=[books.bank.pk], acting_user=None)
    assert Account.objects.get(pk=books.bank.pk).balance == euros("0")


def test_the_command_says_that_the_books_hold() -> None:
    books = make_books()
    post_entries([new_receipt(books, "65,63")], acting_user=None, today=timezone.localdate())
    out = StringIO()
    call_command("verify_books", stdout=out)
    assert "S001 01/01/2026 – 31/12/2026 : conforme" in out.getvalue()


def test_the_command_fails_where_they_do_not() -> None:
    with_a_wrong_balance()
    out = StringIO()
    with pytest.raises(CommandError, match="1 anomalie"):
        call_command("verify_books", entity="S001", stdout=out)
    assert "S001/450PIERREP : solde faux de 77,63" in out.getvalue()
