"""The names that entries are sealed with: entities, journals and accounts, as they were."""

from dataclasses import dataclass

from django.db.models import Max

from core.services import versions
from core.services.versions import Spell
from ledger.models import Account, Entity, Entry, Journal

ENTITY, JOURNAL, ACCOUNT, PARTY, YEAR = (
    "ledger.entity", "ledger.journal", "ledger.account", "ledger.party", "ledger.fiscalyear",
)  # fmt: skip


def _last_entry() -> int:
    """Entries after this one are sealed with the new name: who posts waits for who renames."""
    return Entry.objects.aggregate(last=Max("pk"))["last"] or 0


def register() -> None:
    """Called once, when the room starts."""
    versions.register(ENTITY, "code", "name", mark=_last_entry)
    versions.register(JOURNAL, "entity_id", "code", "label", mark=_last_entry)
    versions.register(ACCOUNT, "entity_id", "code", "label", mark=_last_entry)
    versions.register(YEAR, "entity_id", "start", "end", "status", mark=_last_entry)
    # In no seal, but a service's change of a name is told from any other.
    versions.register(PARTY, "title", "last_name", "first_name", "company", mark=_last_entry)


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
