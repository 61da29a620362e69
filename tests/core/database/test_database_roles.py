"""The sites connect as roles that own nothing: they cannot strip the tables of their guards."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.database.models import AuditEvent
from core.database.services import audit, trail
from core.database.services.database_roles import WRITTEN_ONCE, grant, owned_tables
from core.people.enums import UserKind
from core.people.models import User
from ledger.books.models import Account, Entry
from ledger.books.posting import post_entries
from ledger.books.services.anchoring.anchor_books import anchor_books
from ledger.books.services.edit_account import update_account
from ledger.books.services.reverse_entry import reverse_entry
from ledger.books.services.verify_books import all_problems
from tests.factories import make_client, make_staff
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
        "DROP TRIGGER ledger_books_entry_append_only ON ledger_books_entry",
        "ALTER TABLE ledger_books_entry DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "TRUNCATE core_database_auditevent",
        "DROP TABLE ledger_books_entryline",
        "CREATE OR REPLACE FUNCTION ledger_books_entry_refuse_change() RETURNS trigger"
        " LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
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
    assert "ledger_books_entry" in owned_tables()
    with connected_as(APP):
        assert owned_tables() == []


def test_the_books_are_kept_by_the_role_of_the_back_office() -> None:
    books = make_books()
    with connected_as(APP):
        ids = post_entries(
            [new_receipt(books, "65,63")] * 2, acting_user=books.user, today=timezone.localdate()
        )
        reverse_entry(
            entry=Entry.objects.get(pk=ids[0]),
            acting_user=books.user,
            date=date(2026, 3, 16),
            reason="Erreur",
            today=timezone.localdate(),
        )
        update_account(
            account=Account.objects.get(pk=books.client_account.pk),
            values={"label": "Paul"},
            acting_user=books.user,
            today=timezone.localdate(),
        )
        anchor_books(acting_user=books.user)
        assert trail.seal_trail() is not None
        problems = all_problems()
    assert len(problems) == 1, "the line has not left yet: the worker does that"


@pytest.mark.parametrize(
    "table",
    [
        "ledger_books_entry", "ledger_books_entryline", "ledger_books_account",
        "ledger_people_party", "receipts_draft_draftreceipt",
        "sepa_collections_collection", "core_files_exchangefolder",
        "ledger_books_anchor", "core_database_recordversion",
    ],
)  # fmt: skip
def test_the_clients_site_reads_no_table_of_the_books(table: str) -> None:
    with refused(), connected_as(CLIENTS), connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608


@pytest.mark.parametrize("table", ["core_database_auditevent", "core_database_securityevent"])
def test_the_clients_site_adds_to_the_logs_and_does_not_read_them(table: str) -> None:
    with refused(), connected_as(CLIENTS), connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table}")  # noqa: S608


def make_two() -> tuple[User, User]:
    """A member of staff and a client, each signed in somewhere with a second factor."""
    two = make_staff(), make_client()
    for user in two:
        Authenticator.objects.create(user=user, type="totp", data={"secret": "sealed"})
        session = Session.objects.create(
            session_key=f"session-of-{user.kind}", session_data="", expire_date=timezone.now()
        )
        UserSession.objects.create(user=user, session_key=session.pk, ip="192.0.2.1")
    return two


def test_the_clients_site_sees_clients_and_no_member_of_staff() -> None:
    staff, client = make_two()
    with connected_as(CLIENTS):
        assert set(User.objects.all()) == {client}
        assert not User.objects.filter(pk=staff.pk).values_list("password").exists()
        assert [each.user_id for each in Authenticator.objects.all()] == [client.pk]
        assert [each.user_id for each in UserSession.objects.all()] == [client.pk]
        assert [each.pk for each in Session.objects.all()] == ["session-of-client"]
    with connected_as(APP):
        assert set(User.objects.all()) >= {staff, client}
        assert Session.objects.count() == 2


def test_the_clients_site_changes_nothing_of_the_staff() -> None:
    staff, client = make_two()
    with connected_as(CLIENTS):
        assert User.objects.filter(pk=staff.pk).update(password="x", is_active=False) == 0
        assert Authenticator.objects.filter(user_id=staff.pk).delete()[0] == 0
        assert Session.objects.filter(pk="session-of-staff").delete()[0] == 0
        assert User.objects.filter(pk=client.pk).update(first_name="Pierre") == 1
    assert Authenticator.objects.filter(user=staff).exists()


@pytest.mark.parametrize("kind", [UserKind.STAFF, "other"])
def test_the_clients_site_makes_nobody_a_member_of_staff(kind: str) -> None:
    _staff, client = make_two()
    with rejected(), connected_as(CLIENTS):
        User.objects.filter(pk=client.pk).update(kind=kind)
    with rejected(), connected_as(CLIENTS):
        User.objects.create(username="intrus", kind=kind)


def test_the_clients_site_gives_the_staff_no_factor() -> None:
    staff, _client = make_two()
    with rejected(), connected_as(CLIENTS):
        Authenticator.objects.create(user_id=staff.pk, type="totp", data={})


@contextmanager
def rejected() -> Iterator[None]:
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        yield


def test_every_table_of_users_that_the_clients_site_reads_is_kept_apart() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
            " WHERE k.contype = 'f' AND k.confrelid = 'core_people_user'::regclass"
            " AND has_table_privilege(%s, c.oid, 'SELECT')"
            " AND EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid"
            " AND a.attname = 'user_id') AND NOT c.relrowsecurity",
            [CLIENTS],
        )
        open_to_it = {name for (name,) in cursor.fetchall()}
    assert open_to_it <= {"extranet_publication_clientaccess"}, "an access is a client's"


def test_the_clients_site_tells_what_its_clients_do() -> None:
    user = make_staff()
    with connected_as(CLIENTS):
        audit.record("access.choose_password", acting_user=user, on=user)
    assert AuditEvent.objects.get().action == "access.choose_password"
