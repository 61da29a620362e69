"""Correct posted entries: their mirror images in the same journals, once only."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date
from typing import Protocol

from django.db import transaction
from django.utils.translation import gettext as _

from core.database.services import audit
from core.house.registry import Registry
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.enums import MadeAhead
from ledger.books.models import Entry, EntryLine, Journal
from ledger.books.posting import NewEntry, NewLine, post_entries

#: Why a room above wants an entry of its own reversed there, in French; empty where it does not.
Objection = Callable[[Entry], str]
#: By which rooms above keep to themselves the reversal of entries that they wrote.
OBJECTIONS: Registry[str, Objection] = Registry.of_functions("objection to a reversal")


class AfterReversal(Protocol):
    """What follows for these entries, reversed and mirrors alike. Their accounts are locked."""

    def __call__(
        self, *, entry_ids: Collection[int], acting_user: User | None, on: date
    ) -> None: ...


#: What rooms above do within the transaction of a reversal, once its entries are posted.
AFTER_REVERSAL: Registry[str, AfterReversal] = Registry.of_functions("consequence of a reversal")


def reverse_by_hand(
    *,
    entry: Entry,
    acting_user: User | None,
    date: date,
    reason: str,
    today: date,
    voucher: str = "",
) -> Entry:
    """:func:`reverse_entry`, but for an entry that a room above keeps to itself.

    Raises BusinessError.
    """
    for objection in OBJECTIONS:
        if refusal := objection(entry):
            raise BusinessError(refusal)
    return reverse_entry(
        entry=entry, acting_user=acting_user, date=date, reason=reason, today=today, voucher=voucher
    )


def reverse_entry(
    *,
    entry: Entry,
    acting_user: User | None,
    date: date,
    reason: str,
    today: date,
    voucher: str = "",
) -> Entry:
    """:func:`reverse_entries` of one; ``voucher`` is the entry's by default."""
    (mirror,) = reverse_entries(
        [entry], acting_user=acting_user, date=date, reason=reason, today=today, voucher=voucher
    )
    return mirror


@transaction.atomic
def reverse_entries(
    entries: Sequence[Entry],
    *,
    acting_user: User | None,
    date: date,
    reason: str,
    today: date,
    voucher: str = "",
) -> list[Entry]:
    """Post the mirrors of the entries, dated ``date``, all at once, and return them in order. All
    accounts are locked together, so that others wait for this and never deadlock with it.

    Raises BusinessError where no reason is given, where an entry is reversed already, is itself a
    reversal or is later than ``date``, and whatever posting refuses; then nothing was written.
    """
    reason = reason.strip()
    journals = Journal.objects.filter(pk__in={entry.journal_id for entry in entries})
    # The journals' rows make two people wait for each other; entries cannot be locked to change.
    list(journals.order_by("pk").select_for_update(no_key=True))
    _check(entries, date, reason)
    ids = post_entries(
        [_mirror(entry, lines, date, voucher) for entry, lines in _with_lines(entries)],
        acting_user=acting_user,
        today=today,
        # A call posted ahead is undone on its own day, which is still to come.
        made_ahead=MadeAhead.REVERSAL if _made_ahead(entries, date) else None,
    )
    for follow in AFTER_REVERSAL:
        follow(
            entry_ids=[*(entry.pk for entry in entries), *ids], acting_user=acting_user, on=today
        )
    mirrors_by_id = Entry.objects.select_related("journal").in_bulk(ids)
    mirrors = [mirrors_by_id[pk] for pk in ids]
    _record(entries, mirrors, reason, acting_user)
    return mirrors


def _record(
    entries: Sequence[Entry], mirrors: Sequence[Entry], reason: str, acting_user: User | None
) -> None:
    audit.record_many(
        "entry.reverse",
        acting_user=acting_user,
        items=[
            (entry, {"by": str(mirror), "reason": reason})
            for entry, mirror in zip(entries, mirrors, strict=True)
        ],
    )


def _made_ahead(entries: Sequence[Entry], date: date) -> bool:
    return max(entry.date for entry in entries) == date


def _with_lines(entries: Sequence[Entry]) -> Iterator[tuple[Entry, list[EntryLine]]]:
    lines: dict[int, list[EntryLine]] = defaultdict(list)
    for line in EntryLine.objects.filter(entry__in=entries).order_by("id"):
        lines[line.entry_id].append(line)
    return ((entry, lines[entry.pk]) for entry in entries)


def _mirror(entry: Entry, lines: Sequence[EntryLine], date: date, voucher: str) -> NewEntry:
    return NewEntry(
        entity_id=entry.entity_id,
        journal_id=entry.journal_id,
        date=date,
        voucher=voucher or entry.voucher,
        # Not translated: the law wants the books in French (C. com. L123-22).
        label=f"Contre-passation : {entry.label[:90]}",
        lines=[
            NewLine(line.account_id, line.credit, line.debit, line.label, due_on=line.due_on)
            for line in lines
        ],
        reverses_id=entry.pk,
    )


def _check(entries: Sequence[Entry], date: date, reason: str) -> None:
    if not reason:
        raise BusinessError(
            _("Dites pourquoi l’écriture est contre-passée : la raison est conservée.")
        )
    done = set(Entry.objects.filter(reverses__in=entries).values_list("reverses_id", flat=True))
    for entry in entries:
        if entry.reverses_id is not None:
            raise BusinessError(
                _("Cette écriture est elle-même une contre-passation : saisissez-en une nouvelle.")
            )
        if entry.pk in done:
            raise BusinessError(
                _("L’écriture %(entry)s est déjà contre-passée.") % {"entry": entry}
            )
        if date < entry.date:
            raise BusinessError(
                _("Une contre-passation ne peut pas être antérieure à l’écriture du %(day)s.")
                % {"day": f"{entry.date:%d/%m/%Y}"}
            )
