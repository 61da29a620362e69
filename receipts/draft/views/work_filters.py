"""Filters by who did it and on which days: where the figures of a day's work lead to."""

from datetime import date, datetime, time
from typing import Any, ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.people.enums import UserKind
from core.people.models import User
from core.screens.lists.filters import DayFilter, ListFilter
from core.text.dates import day_after
from receipts.draft.channels import CHANNELS, KeyedElsewhere

NOBODY = "personne"


def _by(label: Any) -> django_filters.ModelChoiceFilter:
    return django_filters.ModelChoiceFilter(
        queryset=User.objects.filter(kind=UserKind.STAFF).order_by("last_name", "username"),
        label=label,
        empty_label=_("Tous"),
        null_label=_("Personne (sources automatiques)"),
        null_value=NOBODY,
        method="by",
    )


class WorkFilter(ListFilter):
    """``par``, ``du`` and ``au`` over a person's field and the field of a moment."""

    who: ClassVar[str]
    at: ClassVar[str]

    par = _by(_("Par"))
    du = DayFilter(label=_("Du"), method="since")
    au = DayFilter(label=_("Au"), method="until")

    def fields_meant(self) -> tuple[str, str]:
        """The person's field and the moment's."""
        return self.who, self.at

    def by(self, rows: QuerySet[Any], _name: str, person: User | str) -> QuerySet[Any]:
        return rows.filter(**{self.fields_meant()[0]: None if person == NOBODY else person})

    def since(self, rows: QuerySet[Any], _name: str, day: date) -> QuerySet[Any]:
        return rows.filter(**{f"{self.fields_meant()[1]}__gte": midnight(day)})

    def until(self, rows: QuerySet[Any], _name: str, day: date) -> QuerySet[Any]:
        return rows.filter(**{f"{self.fields_meant()[1]}__lt": midnight(day_after(day))})


class KeyedFilter(ListFilter):
    """Lines of the draft by who keyed them: a cheque's when it was keyed, any other's when it came.
    Figures of a day's work count in the same way."""

    par = _by(_("Saisi par"))
    saisi_du = DayFilter(label=_("Saisi du"), method="since")
    saisi_au = DayFilter(label=_("Saisi au"), method="until")

    def by(self, rows: QuerySet[Any], _name: str, person: User | str) -> QuerySet[Any]:
        whose = None if person == NOBODY else person
        mine = _keyed_here() & Q(assigned_to=whose)
        for each in _elsewhere() if whose is not None else ():
            mine |= Q(**{each.by: whose})
        return rows.filter(mine)

    def since(self, rows: QuerySet[Any], _name: str, day: date) -> QuerySet[Any]:
        return rows.filter(_either("gte", midnight(day)))

    def until(self, rows: QuerySet[Any], _name: str, day: date) -> QuerySet[Any]:
        return rows.filter(_either("lt", midnight(day_after(day))))


def _either(lookup: str, moment: datetime) -> Q:
    either = _keyed_here() & Q(**{f"created_at__{lookup}": moment})
    for each in _elsewhere():
        either |= Q(**{f"{each.at}__{lookup}": moment})
    return either


def _elsewhere() -> list[KeyedElsewhere]:
    return [each.keyed_elsewhere for each in CHANNELS if each.keyed_elsewhere]


def _keyed_here() -> Q:
    return Q(**{f"{each.what}__isnull": True for each in _elsewhere()})


def midnight(day: date) -> datetime:
    """Its first moment, here."""
    return timezone.make_aware(datetime.combine(day, time()))
