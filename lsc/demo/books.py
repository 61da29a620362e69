"""Post the demo's year through the one door to the books, as if it had been keyed week by week."""

from collections.abc import Iterable
from datetime import date, datetime, time
from itertools import groupby

from django.db import transaction
from django.utils import timezone

from core.people.models import User
from ledger.books.models import Account, Journal
from ledger.books.posting import NewEntry, NewLine, post_entries
from lsc.demo.movements import Movement


def post(movements: Iterable[Movement], *, acting_user: User) -> int:
    """Post the movements, which come oldest first. Returns how many entries were written."""
    accounts = {
        (entity, code): pk
        for entity, code, pk in Account.objects.values_list("entity__code", "code", "pk")
    }
    journals = {
        (journal.entity.code, journal.code): journal
        for journal in Journal.objects.select_related("entity")
    }
    written = 0
    for _week, group in groupby(movements, key=lambda movement: _week_of(movement.date)):
        batch = list(group)
        entries = [_entry(movement, accounts, journals) for movement in batch]
        with transaction.atomic():
            post_entries(
                entries,
                acting_user=acting_user,
                posted_at=_evening(batch[-1].date),
                today=timezone.localdate(_evening(batch[-1].date)),
            )
        written += len(entries)
    return written


def _week_of(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _evening(day: date) -> datetime:
    """When the week's entries were validated: its last day after work, but never later than now."""
    return min(timezone.make_aware(datetime.combine(day, time(18, 30))), timezone.now())


def _entry(
    movement: Movement,
    accounts: dict[tuple[str, str], int],
    journals: dict[tuple[str, str], Journal],
) -> NewEntry:
    journal = journals[movement.entity, movement.journal]
    return NewEntry(
        entity_id=journal.entity_id,
        journal_id=journal.pk,
        date=movement.date,
        voucher=movement.voucher,
        label=movement.label,
        lines=[
            NewLine(
                accounts[movement.entity, code],
                debit,
                credit,
                movement.label,
                due_on=movement.due_on if debit else None,
            )
            for code, debit, credit in movement.lines
        ],
    )
