"""The one door to the books: write balanced, numbered, sealed entries, for good.

Everything is set-based: the number of SQL statements does not depend on that of the entries.
Locks are taken in one order (fiscal years shared, then journals, then accounts, each by id), so
that two postings wait for each other and never deadlock.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.bulk import reserve_ids
from core.database.services import audit, versions
from core.people.models import User
from core.text.errors import BusinessError
from core.text.money import format_euros, from_cents, to_cents
from core.text.words import as_stored
from ledger.books.enums import MadeAhead
from ledger.books.models import Entry, FiscalYear, Journal, JournalSequence
from ledger.books.services import keep_balances as balances
from ledger.books.services.chain import SealedEntry, SealedLine, next_hash, text_of
from ledger.books.services.copy_entries import write_entries, write_sequences
from ledger.books.services.lock_books import (
    ChainKey,
    LockedAccount,
    lock_accounts,
    lock_journals,
    lock_sequences,
)
from ledger.books.services.lock_open_years import lock_open_years
from ledger.books.services.refuse_future import refuse_future


class UnbalancedEntryError(BusinessError):
    """Debits and credits differ, or a line is not a positive debit or a positive credit."""


class UnusableJournalError(BusinessError):
    """The journal is unknown, inactive or of another entity."""


class MissingVoucherError(BusinessError):
    """The journal requires a voucher number."""


class ForeignAccountError(BusinessError):
    """The account is unknown or of another entity."""


@dataclass(frozen=True, slots=True)
class NewLine:
    """One line to be posted; amounts in euros, one of the two positive, the other zero.

    ``due_on`` is the entry's date where nothing else is said.
    """

    account_id: int
    debit: Decimal
    credit: Decimal
    label: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewEntry:
    """One entry to be posted. ``date`` chooses the fiscal year; ``voucher`` may be empty."""

    entity_id: int
    journal_id: int
    date: date
    voucher: str
    label: str
    lines: Sequence[NewLine]
    reverses_id: int | None = None


#: ``(account id, debit in cents, credit in cents)``
Cents = tuple[int, int, int]


def post_entries(
    entries: Sequence[NewEntry],
    *,
    acting_user: User | None,
    posted_at: datetime | None = None,
    made_ahead: MadeAhead | None = None,
) -> list[int]:
    """Write ``entries`` to the books and return their ids, in the order given.

    Must run in the caller's transaction, with everything else that happens to the receipt.
    ``posted_at`` is now unless books of the past are being taken over. No entry is dated after its
    day, in Paris time, but by an act that is ``made_ahead``.

    Raises UnbalancedEntryError, FutureEntryError, ClosedFiscalYearError, NoFiscalYearError,
    UnusableJournalError, MissingVoucherError or ForeignAccountError; then nothing was written.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("post_entries needs a transaction")
    if not entries:
        return []
    cents = [_cents_of(entry) for entry in entries]
    if made_ahead is None:
        refuse_future(entries, today=timezone.localdate(posted_at))
    years = lock_open_years({(entry.entity_id, entry.date) for entry in entries})
    journals = _journals_of(entries)
    of_entries = [years[entry.entity_id, entry.date] for entry in entries]
    keys = [(entry.journal_id, year.pk) for entry, year in zip(entries, of_entries, strict=True)]
    sequences = lock_sequences(set(keys))
    accounts = _accounts_of(entries)
    # Taken once the journals are locked, so that within a journal time and numbers agree.
    stamp = _Stamp(posted_at or timezone.now(), acting_user.pk if acting_user else None)
    before = {key: sequence.last_number for key, sequence in sequences.items()}
    contents = _contents(entries, cents, of_entries, journals, accounts)
    sealed = list(_number_and_seal(contents, sequences, stamp))
    ids = list(reserve_ids(Entry, len(entries)))
    write_entries(ids, sealed)
    write_sequences(sequences.values())
    balances.add(_deltas(cents))
    _record(journals, sequences, before, acting_user)
    return ids


def _cents_of(entry: NewEntry) -> list[Cents]:
    """The entry's lines in cents. Raises UnbalancedEntryError."""
    lines = [(line.account_id, to_cents(line.debit), to_cents(line.credit)) for line in entry.lines]
    debit, credit = sum(line[1] for line in lines), sum(line[2] for line in lines)
    one_sided = all((d > 0 and c == 0) or (d == 0 and c > 0) for _account, d, c in lines)
    if debit != credit or not lines or not one_sided:
        raise UnbalancedEntryError(
            _(
                "L’écriture « %(label)s » n’est pas équilibrée : %(debit)s au débit, %(credit)s "
                "au crédit. Chaque ligne porte un débit ou un crédit positif."
            )
            % {
                "label": entry.label,
                "debit": format_euros(from_cents(debit)),
                "credit": format_euros(from_cents(credit)),
            }
        )
    return lines


def _journals_of(entries: Sequence[NewEntry]) -> dict[int, Journal]:
    """The journals, fit for use. Raises UnusableJournalError or MissingVoucherError."""
    journals = lock_journals({entry.journal_id for entry in entries})
    for entry in entries:
        journal = journals.get(entry.journal_id)
        if journal is None or journal.entity_id != entry.entity_id:
            raise UnusableJournalError(
                _("Le journal choisi pour « %(label)s » n’est pas un journal de son entité.")
                % {"label": entry.label}
            )
        if not journal.active:
            raise UnusableJournalError(
                _("Le journal %(journal)s de %(entity)s n’est plus actif : choisissez-en un autre.")
                % {"journal": journal.code, "entity": journal.entity.code}
            )
        if journal.requires_voucher and not entry.voucher.strip():
            raise MissingVoucherError(
                _("Le journal %(journal)s veut un numéro de pièce : « %(label)s » n’en a pas.")
                % {"journal": journal.code, "label": entry.label}
            )
    return journals


def _accounts_of(entries: Sequence[NewEntry]) -> dict[int, LockedAccount]:
    """Every account of the entries, locked. Raises ForeignAccountError."""
    accounts = lock_accounts({line.account_id for entry in entries for line in entry.lines})
    for entry in entries:
        for line in entry.lines:
            account = accounts.get(line.account_id)
            if account is None or account.entity_id != entry.entity_id:
                raise ForeignAccountError(
                    _("Un compte de l’écriture « %(label)s » n’est pas un compte de son entité.")
                    % {"label": entry.label}
                )
    return accounts


@dataclass(frozen=True, slots=True)
class _Stamp:
    """When a posting happened, and by whom."""

    at: datetime
    user_id: int | None


@dataclass(frozen=True, slots=True)
class _Content:
    """An entry that was found fit, with everything that its seal covers but its number."""

    entry: NewEntry
    year: FiscalYear
    entity: str
    journal: str
    lines: list[SealedLine]


def _contents(
    entries: Sequence[NewEntry],
    cents: Sequence[Sequence[Cents]],
    years: Sequence[FiscalYear],
    journals: Mapping[int, Journal],
    accounts: Mapping[int, LockedAccount],
) -> Iterator[_Content]:
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
        yield _Content(entry, year, *names[entry.journal_id], lines)


def _number_and_seal(
    contents: Iterable[_Content], sequences: Mapping[ChainKey, JournalSequence], stamp: _Stamp
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


def _deltas(cents: Sequence[Sequence[Cents]]) -> dict[int, int]:
    """What each account's balance gains, in cents."""
    deltas: dict[int, int] = defaultdict(int)
    for lines in cents:
        for account_id, debit, credit in lines:
            deltas[account_id] += debit - credit
    return deltas


def _record(
    journals: Mapping[int, Journal],
    sequences: Mapping[ChainKey, JournalSequence],
    before: Mapping[ChainKey, int],
    acting_user: User | None,
) -> None:
    """One audit event per journal and year: which numbers were written."""
    audit.record_many(
        "entry.post",
        acting_user=acting_user,
        items=[
            (
                journals[journal_id],
                {
                    "fiscal_year": fiscal_year_id,
                    "first_number": before[journal_id, fiscal_year_id] + 1,
                    "last_number": sequence.last_number,
                },
            )
            for (journal_id, fiscal_year_id), sequence in sequences.items()
        ],
    )
