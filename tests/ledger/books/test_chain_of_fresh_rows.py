"""A chain is read again without reading a row again and again, whatever statistics say of it.

Of a year that has just begun, or books just taken over, PostgreSQL knows nothing before its next
ANALYZE: it takes their thousands of rows for one.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone

from core.text.money import ZERO
from ledger.books.models import Account
from ledger.books.posting import NewEntry, NewLine, post_entries
from ledger.books.services import chain
from ledger.books.services.chain import read_chain as reading
from ledger.books.services.edit_account import update_account
from tests.factories import euros, make_account, make_entity, make_fiscal_year, make_journal

pytestmark = pytest.mark.django_db
ENTRIES, ACCOUNTS = 400, 40


class UndoneError(Exception):
    """What was posted is taken back; the files that held it stay as large."""


@pytest.fixture
def entity() -> Any:
    return make_entity()


def post(entity: Any) -> Any:
    """400 rents on 40 accounts."""
    year, journal = make_fiscal_year(entity=entity), make_journal(entity=entity)
    bank = Account.objects.get(code="512000")
    tenants = [make_account(entity=entity, code=f"411{n:05}") for n in range(ACCOUNTS)]
    with transaction.atomic():
        post_entries(
            [
                NewEntry(
                    entity.pk, journal.pk, date(2026, 3, 15), "", f"Loyer {number}",
                    [
                        NewLine(bank.pk, euros("850"), ZERO, "Loyer"),
                        NewLine(tenants[number % ACCOUNTS].pk, ZERO, euros("850"), "Loyer"),
                    ],
                )
                for number in range(ENTRIES)
            ],
            acting_user=None, today=timezone.localdate(),
        )  # fmt: skip
    return journal, year, tenants


def take_statistics() -> None:
    with connection.cursor() as cursor:
        for table in ("ledger_books_entry", "ledger_books_entryline"):
            cursor.execute(f"ANALYZE {table}")


@pytest.fixture(params=["of empty tables", "of large files without a row", "never taken"])
def posted(entity, request) -> Any:
    """Entries that no statistics know."""
    if request.param == "of large files without a row":
        for _attempt in range(3):
            with contextlib.suppress(UndoneError), transaction.atomic():
                post(entity)
                raise UndoneError
    if request.param != "never taken":
        take_statistics()
    return post(entity)


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", ()):
        yield from nodes(each)


def rows_read(journal: Any, year: Any) -> int:
    """By all nodes of the plan, each as often as it is run again."""
    names = chain.Names.of_entity(year.entity_id)
    values = reading.parameters(journal, year, names, ENTRIES)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")  # as where the chain is read
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {reading.SQL}", values)
        (told,) = cursor.fetchone()
    plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
    removed = ("Rows Removed by Filter", "Rows Removed by Join Filter")
    return sum(
        int(
            (node["Actual Rows"] + sum(node.get(name, 0) for name in removed))
            * node["Actual Loops"]
        )
        for node in nodes(plan)
    )


def test_twice_the_rows_are_not_read_four_times(posted) -> None:
    journal, year, _tenants = posted
    assert chain.verify(journal, year) is None
    # Entry, lines, names and their joins: a score of rows for each entry, not each other entry.
    assert rows_read(journal, year) < 20 * ENTRIES


def test_an_account_that_took_another_name_is_followed(posted) -> None:
    journal, year, tenants = posted
    update_account(
        account=tenants[0],
        values={"label": "Autre nom"},
        acting_user=None,
        today=timezone.localdate(),
    )
    assert chain.verify(journal, year) is None
    Account.objects.filter(pk=tenants[1].pk).update(label="Nom par SQL")
    assert chain.verify(journal, year) is not None
