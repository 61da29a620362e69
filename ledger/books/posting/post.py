"""The one door to the books: write balanced, numbered, sealed entries, for good.

Everything is set-based: the number of SQL statements does not depend on that of the entries.
Locks are taken in one order (fiscal years shared, then journals, then accounts, each by id), so
that two postings wait for each other and never deadlock.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import connection, transaction

from core.database.bulk import reserve_ids
from core.database.moment import moment_of_writing
from core.database.services import audit
from core.people.models import User
from core.text.money import to_cents
from ledger.books.enums import MadeAhead
from ledger.books.models import Entry, FiscalYear, Journal, JournalSequence
from ledger.books.posting.copy_entries import write_entries, write_sequences
from ledger.books.posting.lock_books import (
    ChainKey,
    LockedAccount,
    lock_accounts,
    lock_journals,
    lock_sequences,
)
from ledger.books.posting.lock_years import lock_open_years
from ledger.books.posting.new_entry import NewEntry
from ledger.books.posting.rules.accounts_of_entity import check_accounts
from ledger.books.posting.rules.balanced import Cents, check_balanced
from ledger.books.posting.rules.no_future_date import check_dates
from ledger.books.posting.rules.usable_journal import check_usable_journal
from ledger.books.posting.rules.voucher_required import check_voucher
from ledger.books.posting.seal import Stamp, contents_of, number_and_seal
from ledger.books.services import keep_balances as balances
from ledger.books.services.chain import SealedEntry


def post_entries(
    entries: Sequence[NewEntry],
    *,
    acting_user: User | None,
    today: date,
    posted_at: datetime | None = None,
    made_ahead: MadeAhead | None = None,
) -> list[int]:
    """Write ``entries`` to the books and return their ids, in the order given.

    Must run in the caller's transaction, with everything else that happens to the receipt.
    ``posted_at`` is now unless books of the past are being taken over. No entry is dated after
    ``today``, in Paris time, but by an act that is ``made_ahead``.

    Raises UnbalancedEntryError, FutureEntryError, ClosedFiscalYearError, NoFiscalYearError,
    UnusableJournalError, MissingVoucherError or ForeignAccountError; then nothing was written.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("post_entries needs a transaction")
    if not entries:
        return []
    cents = [_cents_of(entry) for entry in entries]
    if made_ahead is None:
        check_dates(entries, today=today)
    years = lock_open_years([(entry.entity_id, entry.date) for entry in entries])
    journals = _journals_of(entries)
    sequences = _sequences_of(entries, years)
    contents = contents_of(entries, cents, years, journals, _accounts_of(entries))
    # Taken once the journals are locked, so that within a journal time and numbers agree.
    stamp = Stamp(posted_at or moment_of_writing(), acting_user.pk if acting_user else None)
    before = {key: sequence.last_number for key, sequence in sequences.items()}
    ids = _write(list(number_and_seal(contents, sequences, stamp)), sequences)
    balances.add(_deltas(cents))
    _record(journals, sequences, before, acting_user)
    return ids


def _cents_of(entry: NewEntry) -> list[Cents]:
    """The entry's lines in cents. Raises UnbalancedEntryError."""
    lines = [(line.account_id, to_cents(line.debit), to_cents(line.credit)) for line in entry.lines]
    check_balanced(entry.label, lines)
    return lines


def _journals_of(entries: Sequence[NewEntry]) -> dict[int, Journal]:
    """The journals, fit for use. Raises UnusableJournalError or MissingVoucherError."""
    journals = lock_journals({entry.journal_id for entry in entries})
    for entry in entries:
        journal = check_usable_journal(entry, journals.get(entry.journal_id))
        check_voucher(entry, journal)
    return journals


def _sequences_of(
    entries: Sequence[NewEntry], years: Sequence[FiscalYear]
) -> dict[ChainKey, JournalSequence]:
    """The ends of the chains that these entries lengthen, locked."""
    return lock_sequences(
        {(entry.journal_id, year.pk) for entry, year in zip(entries, years, strict=True)}
    )


def _accounts_of(entries: Sequence[NewEntry]) -> dict[int, LockedAccount]:
    """Every account of the entries, locked. Raises ForeignAccountError."""
    accounts = lock_accounts({line.account_id for entry in entries for line in entry.lines})
    for entry in entries:
        check_accounts(entry, accounts)
    return accounts


def _write(
    sealed: Sequence[tuple[SealedEntry, str]], sequences: Mapping[ChainKey, JournalSequence]
) -> list[int]:
    ids = list(reserve_ids(Entry, len(sealed)))
    write_entries(ids, sealed)
    write_sequences(sequences.values())
    return ids


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
