"""Entries are dated of days that have come."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from core.text.errors import BusinessError
from ledger.books.enums import PostingRefusal
from ledger.books.posting.new_entry import NewEntry


class FutureEntryError(BusinessError):
    """The entry is dated after the day on which it is posted, by an act that does not do so."""

    code = PostingRefusal.FUTURE_DATE


def is_to_come(day: date, today: date) -> bool:
    return day > today


def check_dates(entries: Iterable[NewEntry], *, today: date) -> None:
    """Raise FutureEntryError, naming the first of the entries that is dated after today."""
    for entry in entries:
        if not is_to_come(entry.date, today):
            continue
        raise FutureEntryError(
            _("« %(label)s » est datée du %(day)s, un jour à venir : rien n’a été écrit.")
            % {"label": entry.label, "day": f"{entry.date:%d/%m/%Y}"}
        )
