"""Entries are dated of days that have come."""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _

from core.text.errors import BusinessError


class FutureEntryError(BusinessError):
    """The entry is dated after the day on which it is posted, by an act that does not do so."""


class Dated(Protocol):
    @property
    def date(self) -> dt.date: ...

    @property
    def label(self) -> str: ...


def refuse_future(entries: Iterable[Dated], *, today: dt.date) -> None:
    """Raise FutureEntryError, naming the first of these entries that is dated after today."""
    for entry in entries:
        if entry.date > today:
            raise FutureEntryError(
                _("« %(label)s » est datée du %(day)s, un jour à venir : rien n’a été écrit.")
                % {"label": entry.label, "day": f"{entry.date:%d/%m/%Y}"}
            )
