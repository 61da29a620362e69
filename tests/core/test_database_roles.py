"""The sites connect as roles that own nothing: they cannot strip the tables of their guards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.db import DatabaseError, connection, transaction

from core.models import AuditEvent
from core.services import audit, trail
from core.services.database_roles import WRITTEN_ONCE, grant, owned_tables
from ledger.models import Account, Entry
from ledger.services.accounts import update_account
from ledger.services.anchoring.anchor import anchor_books
from ledger.services.posting import post_entries
from ledger.services.reversal import reverse_entry
from ledger.services.verifying import all_problems
from tests.factories import make_staff
from tests.ledger.factories import make_books, new_receipt
from tests.roles import APP, CLIENTS, connected_as, make_roles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def roles() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no roles")
    url = os.environ["DATABASE_URL"]
    make_roles(url, urlsplit(url).password or "")
    grant(app=APP, extranet=CLIENTS)


@pytest.mark.parametrize(
    "act",
    [
        "DROP TRIGGER ledger_entry_append_only ON ledger_entry",
        "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "TRUNCATE core_auditevent",
        "DROP TABLE ledger_entryline",
        "CREATE OR REPLACE FUNCTION ledger_entry_refuse_change() RETURNS trigger LANGUAGE plpgsql"
        " AS $$ BEGIN RETURN NEW; END $$",
        *(f"UPDATE {table} SET id = id" for table in WRITTEN_ONCE),  # noqa: S608
        *(f"DELETE FROM {table}" for table in WRITTEN_ONCE),  # noqa: S608
    ],
)
@pytest.mark.parametrize("role", [APP, CLIENTS])
def test_no_site_can_take_a_guard_away(role: str, act: str) -> None:
    with refused(), connected_as(role), connection.cursor() as cursor:
        cursor.execute(act)


@contextmanager
def refused() -> Iterator[None]:
    said = r"permission denied|must be owner"
    with pytest.raises(DatabaseError, match=said), transaction.atomic():
        yield


def test_the_owner_is_told_from_the_others() -> None:
    assert "ledger_entry" in owned_tables()
    with connected_as(APP):
        assert owned_tables() == []


def test_the_books_are_kept_by_the_role_of_the_back_office() -> None:
    books = make_books()
    with connected_as(APP):
        ids = post_entries([new_receipt(books, "65,63")] * 2, acting_user=books.user)
        reverse_entry(
            entry=Entry.objects.get(pk=ids[0]),
            acting_user=books.user,
            date=date(2026, 3, 16),
            reason="Erreur",
        )
        update_account(
            account=Account.objects.get(pk=books.client_account.pk),
            values={"label": "Paul"},
            acting_user=books.user,
        )
        anchor_books(acting_user=books.user)
        assert trail.seal_trail() is not None
        problems = all_problems()
    assert len(problems) == 1, "the line has not left yet: the worker does that"


@pytest.mark.parametrize(
    "table",
    [
        "ledger_entry", "ledger_entryline", "ledger_account", "ledger_party",
        "receipts_draftreceipt", "sepa_collection", "core_exchangefolder",
        "ledger_anchor", "core_recordversion",
    ],
)  # fmt: skip
def test_the_clients_site_reads_no_table_of_the_books(table: str) -> None:
    with refused(), connected_as(CLIENTS), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608


def test_the_clients_site_tells_what_its_clients_do() -> None:
    user = make_staff()
    with connected_as(CLIENTS):
        audit.record("access.choose_password", acting_user=user, on=user)
    assert AuditEvent.objects.get().action == "access.choose_password"
