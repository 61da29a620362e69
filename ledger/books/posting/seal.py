"""Give entries found fit their numbers and their seals."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.database.services import versions
from core.text.words import as_stored
from ledger.books.models import FiscalYear, Journal, JournalSequence
from ledger.books.posting.lock_books import ChainKey, LockedAccount
from ledger.books.posting.new_entry import NewEntry
from ledger.books.posting.rules.balanced import Cents
from ledger.books.services.chain import SealedEntry, SealedLine, next_hash, text_of


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a posting happened, and by whom."""

    at: datetime
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Content:
    """An entry that was found fit, with everything that its seal covers but its number."""

    entry: NewEntry
    year: FiscalYear
    entity: str
    journal: str
    lines: list[SealedLine]


def contents_of(
    entries: Sequence[NewEntry],
    cents: Sequence[Sequence[Cents]],
    years: Sequence[FiscalYear],
    journals: Mapping[int, Journal],
    accounts: Mapping[int, LockedAccount],
) -> Iterator[Content]:
    names = {
        pk: (versions.digest_of(journal.entity), versions.digest_of(journal))
        for pk, journal in journals.items()
    }
    for entry, amounts, year in zip(entries, cents, years, strict=True):
        lines = [
            SealedLine(
                account_id,
                accounts[account_id].name,
                entry.date,
                line.due_on or entry.date,
                debit,
                credit,
                as_stored(line.label),
            )
            for line, (account_id, debit, credit) in zip(entry.lines, amounts, strict=True)
        ]
        yield Content(entry, year, *names[entry.journal_id], lines)


def number_and_seal(
    contents: Iterable[Content], sequences: Mapping[ChainKey, JournalSequence], stamp: Stamp
) -> Iterator[tuple[SealedEntry, str]]:
    """Each entry with its number and hash, moving the end of its chain along."""
    for content in contents:
        entry, year = content.entry, content.year
        sequence = sequences[entry.journal_id, year.pk]
        sealed = SealedEntry(
            entity_id=entry.entity_id,
            entity=content.entity,
            journal_id=entry.journal_id,
            journal=content.journal,
            fiscal_year_id=year.pk,
            start=year.start,
            end=year.end,
            number=sequence.last_number + 1,
            date=entry.date,
            voucher=as_stored(entry.voucher),
            label=as_stored(entry.label),
            total=sum(line.debit for line in content.lines),
            reverses_id=entry.reverses_id,
            posted_at=stamp.at,
            posted_by_id=stamp.user_id,
            lines=content.lines,
        )
        sequence.last_number = sealed.number
        sequence.last_hash = next_hash(sequence.last_hash, text_of(sealed))
        yield sealed, sequence.last_hash
