"""An agency of 200,000 accounts and ten million lines: every screen and report, by the clock.

Its measures are run by ``manage.py bench --big`` alone: the books take minutes to be written.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache

from django.db import connection

from core.people.enums import UserKind
from core.people.models import User
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entity, FiscalYear, Journal
from lsc.bench.big_rows import NUMBERS, STATEMENTS, SYNDICATES, TABLES, WORDS

_YEARS = (2025, 2026)
_CALLS, _PAYMENTS = "AC", "BQ"


@cache
def agency() -> User:
    """Write it once per database; its one user, who may do everything, is made last."""
    if user := User.objects.filter(username="agency").first():
        return user
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        _entities()
        with _indexed_afterwards():
            for statement in STATEMENTS:
                for word, meaning in WORDS.items():
                    statement = statement.replace(word, meaning)
                cursor.execute(statement.replace(":is_call", WORDS[":is_call"]), NUMBERS)
        cursor.execute("SET session_replication_role = DEFAULT")
        for table in TABLES:
            cursor.execute(f"VACUUM ANALYZE {table}")
    return User.objects.create_superuser("agency", password=None, kind=UserKind.STAFF)


@contextmanager
def _indexed_afterwards() -> Iterator[None]:
    """Row by row, the indexes of ten million rows would take longer than the rows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
            " LEFT JOIN pg_constraint c ON c.conindid = i.indexrelid"
            " WHERE i.indrelid = ANY(%s::regclass[]) AND c.oid IS NULL",
            [list(TABLES)],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
        yield
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _name, definition in indexes:
            cursor.execute(definition)


def long_account() -> Account:
    """The account of ``LONG`` lines in one year."""
    return Account.objects.get(entity__code="S900", code="450LONG")


def _entities() -> None:
    """Each with two years, two journals, a bank and an income account, and its long account."""
    entities = Entity.objects.bulk_create(
        [
            Entity(code="G900", name="Gérance", is_rental=True),
            *(
                Entity(code=f"S{900 + n}", name=f"Résidence {n}", is_syndicate=True)
                for n in range(SYNDICATES)
            ),
        ]
    )
    FiscalYear.objects.bulk_create(
        FiscalYear(entity=entity, start=date(year, 1, 1), end=date(year, 12, 31))
        for entity in entities
        for year in _YEARS
    )
    for code, label, role in (
        ("512000", "Banque", AccountRole.TREASURY),
        ("701000", "Appels", AccountRole.OTHER),
    ):
        Account.objects.bulk_create(
            Account(entity=entity, code=code, label=label, role=role, search_text=code)
            for entity in entities
        )
    banks = dict(Account.objects.filter(code="512000").values_list("entity_id", "pk"))
    for code in (_CALLS, _PAYMENTS):
        Journal.objects.bulk_create(
            Journal(
                entity=entity,
                code=code,
                label=code,
                treasury_account_id=banks[entity.pk] if code == _PAYMENTS else None,
            )
            for entity in entities
        )
