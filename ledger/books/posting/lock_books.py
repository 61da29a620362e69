"""What a posting locks after the years: journals and entities, ends of chains, accounts.

A name is read under the lock that a renaming waits for, so that seal and version agree.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from core.database.lookups import among
from core.database.services import versions
from ledger.books.models import Account, Journal, JournalSequence
from ledger.books.services.chain.names import ACCOUNT

#: An entry's chain: its journal and its fiscal year.
ChainKey = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LockedAccount:
    """An account that nobody renames meanwhile, with the digest of its name."""

    entity_id: int
    name: str


def lock_journals(ids: set[int]) -> dict[int, Journal]:
    """Journals with their entities; postings share them, and only a renaming waits."""
    marks = ", ".join(["%s"] * len(ids))
    shared = " FOR SHARE" if connection.features.has_select_for_update else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT journal.id FROM ledger_books_journal journal"  # noqa: S608
            " JOIN ledger_books_entity entity ON entity.id = journal.entity_id"
            f" WHERE journal.id IN ({marks}) ORDER BY journal.id{shared}",
            sorted(ids),
        )
    return Journal.objects.select_related("entity").in_bulk(ids)


def lock_sequences(keys: set[ChainKey]) -> dict[ChainKey, JournalSequence]:
    """The ends of the chains, locked by journal and year; made first where they do not exist."""
    wanted = JournalSequence.objects.filter(
        journal_id__in={journal for journal, _year in keys},
        fiscal_year_id__in={year for _journal, year in keys},
    )
    missing = keys - set(wanted.values_list("journal_id", "fiscal_year_id"))
    JournalSequence.objects.bulk_create(
        [
            JournalSequence(journal_id=journal, fiscal_year_id=year)
            for journal, year in sorted(missing)
        ],
        ignore_conflicts=True,
    )
    locked = wanted.order_by("journal_id", "fiscal_year_id").select_for_update()
    return {
        key: sequence
        for sequence in locked
        if (key := (sequence.journal_id, sequence.fiscal_year_id)) in keys
    }


def lock_accounts(ids: Iterable[int]) -> dict[int, LockedAccount]:
    """Those of the accounts that exist, locked in the order of their ids."""
    rows = (
        Account.objects.filter(among("pk", ids))
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", "entity_id", "code", "label")
    )
    return {
        pk: LockedAccount(entity_id, versions.digest(ACCOUNT, (entity_id, code, label)))
        for pk, entity_id, code, label in rows
    }
