"""The names that entries are sealed with: entities, journals and accounts, as they were."""

from dataclasses import dataclass

from django.db.models import Max

from core.database.services import versions
from core.database.services.versions import Spell
from ledger.books.models import Account, Entity, Entry, Journal

ENTITY = "ledger_books.entity"
JOURNAL = "ledger_books.journal"
ACCOUNT = "ledger_books.account"
YEAR = "ledger_books.fiscalyear"


def last_entry() -> int:
    """Entries after this one are sealed with the new name: who posts waits for who renames."""
    return Entry.objects.aggregate(last=Max("pk"))["last"] or 0


@dataclass(frozen=True)
class Names:
    """Under which name an id was sealed, by entry id."""

    entities: dict[int, list[Spell]]
    journals: dict[int, list[Spell]]
    accounts: dict[int, list[Spell]]

    @classmethod
    def of_entity(cls, entity_id: int) -> "Names":
        """Those that entries of one entity bear."""
        return cls(
            versions.spells(ENTITY, Entity.objects.filter(pk=entity_id)),
            versions.spells(JOURNAL, Journal.objects.filter(entity=entity_id)),
            versions.spells(ACCOUNT, Account.objects.filter(entity=entity_id)),
        )


def name_at(known: dict[int, list[Spell]], pk: int, entry_id: int) -> str:
    """The digest that counted for an entry; empty for a record that is not of the entity."""
    for digest, first, last in known.get(pk, ()):
        if first <= entry_id <= last:
            return digest
    return ""
