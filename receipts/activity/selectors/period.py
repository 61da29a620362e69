"""The day, week or month whose work is looked at."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone

DAY, WEEK, MONTH = "jour", "semaine", "mois"
KINDS = (DAY, WEEK, MONTH)


@dataclass(frozen=True)
class Period:
    """From ``first`` to ``last``, both included, as local days."""

    kind: str
    first: date
    last: date

    @classmethod
    def around(cls, day: date, kind: str = DAY) -> "Period":
        """The day itself, its week from Monday to Sunday, or its month."""
        if kind == WEEK:
            first = day - timedelta(days=day.weekday())
            return cls(kind, first, first + timedelta(days=6))
        if kind == MONTH:
            first = day.replace(day=1)
            after = (first + timedelta(days=31)).replace(day=1)
            return cls(kind, first, after - timedelta(days=1))
        return cls(DAY, day, day)

    @classmethod
    def read(cls, params: Mapping[str, str], *, today: date) -> "Period":
        """From a query string (``jour``, ``periode``); ``today`` where it makes no sense."""
        kind = params.get("periode", DAY)
        try:
            day = date.fromisoformat(params.get("jour", ""))
        except ValueError:
            day = today
        if not date(2000, 1, 1) <= day <= date(2999, 12, 1):
            day = today
        return cls.around(day, kind if kind in KINDS else DAY)

    @property
    def bounds(self) -> tuple[datetime, datetime]:
        """Its first moment, and the first moment after it."""
        after = self.last + timedelta(days=1)
        return _midnight(self.first), _midnight(after)

    @property
    def before(self) -> "Period":
        return Period.around(self.first - timedelta(days=1), self.kind)

    @property
    def after(self) -> "Period":
        return Period.around(self.last + timedelta(days=1), self.kind)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last

    @property
    def query(self) -> str:
        return f"periode={self.kind}&jour={self.first:%Y-%m-%d}"


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
