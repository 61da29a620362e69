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
from operator import attrgetter

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.bulk import copy_rows, reserve_ids, update_rows
from core.errors import BusinessError
from core.lookups import among
from core.models import User
from core.money import format_euros, from_cents, to_cents
from core.services import audit
from ledger.models import Account, Entry, EntryLine, Journal, JournalSequence
from ledger.services import balances
from ledger.services.chain import SealedEntry, SealedLine, seal
from ledger.services.fiscal_years import lock_open_years


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


#: An entry's chain: its journal and its fiscal year.
ChainKey = tuple[int, int]


def post_entries(
    entries: Sequence[NewEntry], *, acting_user: User | None, posted_at: datetime | None = None
) -> list[int]:
    """Write ``entries`` to the books and return their ids, in the order given.

    Must run in the caller's transaction, with everything else that happens to the receipt.
    ``posted_at`` is now unless books of the past are being taken over.

    Raises UnbalancedEntryError, ClosedFiscalYearError, NoFiscalYearError, UnusableJournalError,
    MissingVoucherError or ForeignAccountError; then nothing was written.
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("post_entries needs a transaction")
    if not entries:
        return []
    lines = [_cents_of(entry) for entry in entries]
    years = lock_open_years({(entry.entity_id, entry.date) for entry in entries})
    journals = _journals_of(entries)
    keys = [(entry.journal_id, years[entry.entity_id, entry.date]) for entry in entries]
    sequences = _lock_sequences(set(keys))
    _lock_accounts(entries)
    # Taken once the journals are locked, so that within a journal time and numbers agree.
    at = posted_at or timezone.now()
    before = {key: sequence.last_number for key, sequence in sequences.items()}
    chained = zip(entries, lines, (sequences[key] for key in keys), strict=True)
    sealed = list(_number_and_seal(chained, acting_user, at))
    ids = list(reserve_ids(Entry, len(entries)))
    _write(ids, entries, sealed)
    _write_sequences(sequences)
    balances.add(_deltas(lines))
    _record(journals, sequences, before, acting_user)
    return ids


def _cents_of(entry: NewEntry) -> list[SealedLine]:
    """The entry's lines in cents, in the form that the chain seals. Raises UnbalancedEntryError."""
    lines = [
        (line.account_id, to_cents(line.debit), to_cents(line.credit), line.label)
        for line in entry.lines
    ]
    debit, credit = sum(line[1] for line in lines), sum(line[2] for line in lines)
    one_sided = all((d > 0 and c == 0) or (d == 0 and c > 0) for _account, d, c, _label in lines)
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
    journals = Journal.objects.select_related("entity").in_bulk(
        {entry.journal_id for entry in entries}
    )
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


def _lock_sequences(keys: set[ChainKey]) -> dict[ChainKey, JournalSequence]:
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


def _lock_accounts(entries: Sequence[NewEntry]) -> None:
    """Lock every account of the entries, by id. Raises ForeignAccountError."""
    wanted = {line.account_id for entry in entries for line in entry.lines}
    entity_of = dict(
        Account.objects.filter(among("pk", wanted))
        .order_by("pk")
        .select_for_update(no_key=True)
        .values_list("pk", "entity_id")
    )
    for entry in entries:
        if any(entity_of.get(line.account_id) != entry.entity_id for line in entry.lines):
            raise ForeignAccountError(
                _("Un compte de l’écriture « %(label)s » n’est pas un compte de son entité.")
                % {"label": entry.label}
            )


def _number_and_seal(
    entries: Iterable[tuple[NewEntry, Sequence[SealedLine], JournalSequence]],
    acting_user: User | None,
    at: datetime,
) -> Iterator[tuple[SealedEntry, str]]:
    """Each entry with its number and hash, moving the end of its chain along."""
    user_id = acting_user.pk if acting_user else None
    for entry, lines, sequence in entries:
        sealed = SealedEntry(
            entity_id=entry.entity_id,
            journal_id=entry.journal_id,
            fiscal_year_id=sequence.fiscal_year_id,
            number=sequence.last_number + 1,
            date=entry.date,
            voucher=entry.voucher,
            label=entry.label,
            reverses_id=entry.reverses_id,
            posted_at=at,
            posted_by_id=user_id,
            lines=lines,
        )
        sequence.last_number = sealed.number
        sequence.last_hash = seal(sequence.last_hash, sealed)
        yield sealed, sequence.last_hash


#: The attributes of a sealed entry that are columns of an entry under the same name.
_COLUMNS = "entity_id journal_id fiscal_year_id number voucher label reverses_id posted_by_id"


def _write(
    ids: Sequence[int], entries: Sequence[NewEntry], sealed: Sequence[tuple[SealedEntry, str]]
) -> None:
    """Copy entries, then lines, in the order in which the chain sealed them."""
    day, moment = connection.ops.adapt_datefield_value, connection.ops.adapt_datetimefield_value
    columns = attrgetter(*_COLUMNS.split())
    copy_rows(
        Entry,
        ["id", *_COLUMNS.split(), "date", "posted_at", "hash", "total"],
        (
            (
                *(pk, *columns(entry), day(entry.date), moment(entry.posted_at), stored),
                sum(line[1] for line in entry.lines),
            )
            for pk, (entry, stored) in zip(ids, sealed, strict=True)
        ),
    )
    copy_rows(
        EntryLine,
        ["entry", "account", "date", "due_on", "label", "debit", "credit"],
        (
            (pk, account_id, day(entry.date), day(line.due_on or entry.date), label, debit, credit)
            for pk, entry, (kept, _hash) in zip(ids, entries, sealed, strict=True)
            for line, (account_id, debit, credit, label) in zip(
                entry.lines, kept.lines, strict=True
            )
        ),
    )


def _write_sequences(sequences: Mapping[ChainKey, JournalSequence]) -> None:
    update_rows(
        JournalSequence,
        ["last_number", "last_hash"],
        [(s.pk, s.last_number, s.last_hash) for s in sequences.values()],
    )


def _deltas(lines: Sequence[Sequence[SealedLine]]) -> dict[int, int]:
    """What each account's balance gains, in cents."""
    deltas: dict[int, int] = defaultdict(int)
    for entry_lines in lines:
        for account_id, debit, credit, _label in entry_lines:
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
