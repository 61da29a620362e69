"""When a line is due, and what becomes of lines that did not say so, on both databases."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from ledger.models import EntryLine
from ledger.services.posting import NewLine, post_entries
from tests.factories import euros
from tests.ledger.factories import Books, make_books, new_receipt

CALLED, DUE = date(2026, 3, 15), date(2026, 12, 31)


def call_of(books: Books, due_on: date | None) -> None:
    """A call of 300,00 € posted on 15 March, with or without a date of its own to be paid."""
    lines = [
        NewLine(books.client_account.pk, euros("300,00"), euros("0"), "Appel", due_on=due_on),
        NewLine(books.bank.pk, euros("0"), euros("300,00"), "Appel"),
    ]
    with transaction.atomic():
        post_entries([new_receipt(books, "300,00", lines=lines)], acting_user=None)


def due_dates() -> list[tuple[str, date]]:
    return list(EntryLine.objects.order_by("id").values_list("account__code", "due_on"))


def check_that_lines_of_the_past_become_due_on_their_date() -> None:
    """Not within a transaction: the migrations run for real."""
    call_of(make_books(), DUE)
    call_command("migrate", "ledger", "0010", verbosity=0)
    call_command("migrate", verbosity=0)
    assert {due for _account, due in due_dates()} == {CALLED}
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        EntryLine.objects.update(due_on=DUE)
    line = EntryLine.objects.order_by("id")[0]
    line.pk = None
    with pytest.raises(IntegrityError, match="complete"), transaction.atomic():
        line.save()
