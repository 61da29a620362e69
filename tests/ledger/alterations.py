"""What somebody with the database's own password may try: SQL by its owner, guards switched off."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from django.db import connection
from django.utils import timezone

from core.database.services.trail import seal_trail
from ledger.books.models import Entry, EntryLine, FiscalYear, Journal
from ledger.books.posting import post_entries
from ledger.books.services.open_next_year import open_next_year
from ledger.books.services.reverse_entry import reverse_entry
from ledger.books.services.verify_books import all_problems
from tests.factories import make_account, make_entity, make_fiscal_year, make_journal
from tests.ledger.factories import Books, make_books, new_receipt


@dataclass(frozen=True)
class Scene:
    """Two entities, two journals, five entries of which one is reversed."""

    books: Books
    other: Journal
    stranger: FiscalYear
    next: FiscalYear
    entries: list[Entry]

    @property
    def ids(self) -> dict[str, int]:
        first, second, third = self.entries[:3]
        lines = list(EntryLine.objects.filter(entry=first).order_by("id"))
        return {
            "first": first.pk,
            "second": second.pk,
            "third": third.pk,
            "last": self.entries[-1].pk,
            "line": lines[0].pk,
            "line2": lines[1].pk,
            "account": self.books.client_account.pk,
            "bank": self.books.bank.pk,
            "journal": self.books.journal.pk,
            "journal2": self.other.pk,
            "entity": self.books.entity.pk,
            "entity2": self.stranger.entity_id,
            "year": self.books.year.pk,
            "year2": self.stranger.pk,
            "next": self.next.pk,
            "user": self.books.user.pk,
        }


def make_scene() -> Scene:
    books = make_books()
    other = make_journal(entity=books.entity, code="OD", label="Opérations diverses")
    stranger = make_fiscal_year(entity=make_entity(code="G001", name="Gérance"))
    make_account(entity=stranger.entity, code="450AUTRE", label="Autre")
    receipts = [new_receipt(books, f"{n}0,00", label=f"Règlement {n}") for n in range(1, 5)]
    ids = post_entries(receipts, acting_user=books.user, today=timezone.localdate())
    reverse_entry(
        entry=Entry.objects.get(pk=ids[3]),
        acting_user=books.user,
        date=date(2026, 3, 16),
        reason="Erreur",
        today=timezone.localdate(),
    )
    following = open_next_year(entity=books.entity, acting_user=books.user)
    seal_trail()
    return Scene(books, other, stranger, following, list(Entry.objects.order_by("id")))


def swap(table: str, column: str, a: str, b: str) -> str:
    """Two rows exchange a value, past a unique constraint."""
    both = f"id IN ({{{a}}}, {{{b}}})"
    return ";".join(
        [
            f"CREATE TEMPORARY TABLE kept AS SELECT id, {column} AS v FROM {table} WHERE {both}",  # noqa: S608
            f"UPDATE {table} SET {column} = '~' || id WHERE {both}",  # noqa: S608
            f"UPDATE {table} SET {column} = (SELECT v FROM kept WHERE kept.id <> {table}.id)"  # noqa: S608
            f" WHERE {both}",
            "DROP TABLE kept",
        ]
    )


#: By what is tried; ``{first}`` and the like are ids of the scene.
ALTERATIONS: dict[str, str] = {
    "another date": "UPDATE ledger_books_entry SET date = '2026-03-14' WHERE id = {first}",
    "another voucher": "UPDATE ledger_books_entry SET voucher = 'F12' WHERE id = {first}",
    "another label": "UPDATE ledger_books_entry SET label = 'Autre' WHERE id = {first}",
    "a total": "UPDATE ledger_books_entry SET total = total + 1 WHERE id = {first}",
    "another time of posting": "UPDATE ledger_books_entry SET posted_at = '2026-03-15 10:00:00+00'"
    " WHERE id = {first}",
    "another poster": "UPDATE ledger_books_entry SET posted_by_id = NULL WHERE id = {first}",
    "a hash": "UPDATE ledger_books_entry SET hash = '2:' || hash WHERE id = {first}",
    "an older form of seal": "UPDATE ledger_books_entry SET hash = '1' || substr(hash, 2)"
    " WHERE id = {second}",
    "another journal": "UPDATE ledger_books_entry SET journal_id = {journal2} WHERE id = {last}",
    "another fiscal year": "UPDATE ledger_books_entry SET fiscal_year_id = {year2}"
    " WHERE id = {last}",
    "another entity": "UPDATE ledger_books_entry SET entity_id = {entity2} WHERE id = {first}",
    "a reversal that is none": "UPDATE ledger_books_entry SET reverses_id = NULL WHERE id = {last}",
    "another reversed entry": "UPDATE ledger_books_entry SET reverses_id = {first}"
    " WHERE id = {last}",
    "a number": "UPDATE ledger_books_entry SET number = 60 WHERE id = {last}",
    "the last entry gone": "DELETE FROM ledger_matching_matchedline;"
    "DELETE FROM ledger_books_entryline WHERE entry_id = {last};"
    "DELETE FROM ledger_books_entry WHERE id = {last}",
    "an entry gone from the middle": "DELETE FROM ledger_matching_matchedline;"
    "DELETE FROM ledger_books_entryline WHERE entry_id = {second};"
    "DELETE FROM ledger_books_entry WHERE id = {second}",
    "all entries gone": "DELETE FROM ledger_matching_matchedline;"
    "DELETE FROM ledger_books_entryline; DELETE FROM ledger_books_entry",
    "entries and ends gone": "DELETE FROM ledger_matching_matchedline;"
    "DELETE FROM ledger_books_entryline; DELETE FROM ledger_books_entry;"
    "DELETE FROM ledger_books_journalsequence",
    "an entry with the end moved": "DELETE FROM ledger_matching_matchedline;"
    "DELETE FROM ledger_books_entryline WHERE entry_id = {last};"
    "DELETE FROM ledger_books_entry WHERE id = {last}; UPDATE ledger_books_journalsequence"
    " SET last_number = last_number - 1, last_hash = (SELECT hash FROM ledger_books_entry"
    " ORDER BY number DESC LIMIT 1);"
    " UPDATE ledger_books_account SET balance = 0 WHERE id = {account}",
    "the end of a chain": "DELETE FROM ledger_books_journalsequence",
    "the end of a chain and then an amount": "DELETE FROM ledger_books_journalsequence;"
    "UPDATE ledger_books_entryline SET debit = debit * 2, credit = credit * 2;"
    "UPDATE ledger_books_entry SET total = total * 2;"
    "UPDATE ledger_books_account SET balance = balance * 2",
    "the end of a chain moved back": "UPDATE ledger_books_journalsequence SET last_number = 1",
    "the last hash": "UPDATE ledger_books_journalsequence SET last_hash = ''",
    "an amount on both sides": "UPDATE ledger_books_entryline SET debit = debit * 2,"
    " credit = credit * 2 WHERE entry_id = {first}",
    "one amount": "UPDATE ledger_books_entryline SET debit = debit + 1 WHERE id = {line}",
    "an account": "UPDATE ledger_books_entryline SET account_id = {bank} WHERE id = {line2}",
    "a label of a line": "UPDATE ledger_books_entryline SET label = 'Autre' WHERE id = {line}",
    "the date of a line": "UPDATE ledger_books_entryline SET date = '2026-03-14' WHERE id = {line}",
    "the day on which it is due": "UPDATE ledger_books_entryline SET due_on = '2026-12-31'"
    " WHERE id = {line}",
    "lines in another order": "UPDATE ledger_books_entryline SET id = {line2} + 9000"
    " WHERE id = {line}",
    "a line to another entry": "UPDATE ledger_books_entryline SET entry_id = {second}"
    " WHERE entry_id = {first}",
    "an account's number": "UPDATE ledger_books_account SET code = '450PAUL' WHERE id = {account}",
    "an account's label": "UPDATE ledger_books_account SET label = 'Paul' WHERE id = {account}",
    "accounts that change names": swap("ledger_books_account", "code", "account", "bank"),
    "an account of another entity": "UPDATE ledger_books_account SET entity_id = {entity2}"
    " WHERE id = {account}",
    "a balance": "UPDATE ledger_books_account SET balance = balance + 1 WHERE id = {account}",
    "a journal's code": "UPDATE ledger_books_journal SET code = 'XX' WHERE id = {journal}",
    "a journal's label": "UPDATE ledger_books_journal SET label = 'Caisse' WHERE id = {journal}",
    "journals that change codes": swap("ledger_books_journal", "code", "journal", "journal2"),
    "an entity's code": "UPDATE ledger_books_entity SET code = 'S009' WHERE id = {entity}",
    "an entity's name": "UPDATE ledger_books_entity SET name = 'Autre' WHERE id = {entity}",
    "a year that ends earlier": "UPDATE ledger_books_fiscalyear SET \"end\" = '2026-12-30'"
    " WHERE id = {year}",
    "a year of another entity": "UPDATE ledger_books_fiscalyear SET entity_id = {entity2},"
    " start = '2030-01-01', \"end\" = '2030-12-31' WHERE id = {year}",
    "a year closed": "UPDATE ledger_books_fiscalyear SET status = 'closed_online'"
    " WHERE id = {next}",
    "an emptied trail": "DELETE FROM core_database_auditevent",
    "one event less": "DELETE FROM core_database_auditevent"
    " WHERE id = (SELECT min(id) FROM core_database_auditevent)",
    "an event that tells something else": "UPDATE core_database_auditevent SET user_id = NULL"
    " WHERE user_id = {user}",
}


def run_as_owner(script: str, run: Callable[[str], object]) -> None:
    """Run the statements of an alteration with every guard switched off."""
    for statement in script.split(";"):
        run(statement)


def without_guards(script: str) -> None:
    """As the owner of the database would: no trigger fires, and none is missing afterwards."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET LOCAL session_replication_role = replica")
            run_as_owner(script, cursor.execute)
            cursor.execute("SET LOCAL session_replication_role = origin")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("PRAGMA defer_foreign_keys = ON")
        run_as_owner(script, cursor.execute)
        for _name, sql in triggers:
            cursor.execute(sql)


class Alterations:
    """The tests, to be run on either database."""

    def test_books_that_nobody_touched_hold(self) -> None:
        make_scene()
        assert all_problems() == []

    @pytest.mark.parametrize("what", ALTERATIONS)
    def test_an_alteration_by_sql_is_found(self, what: str) -> None:
        scene = make_scene()
        without_guards(ALTERATIONS[what].format(**scene.ids))
        assert all_problems() != []
