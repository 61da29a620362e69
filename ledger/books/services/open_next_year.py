"""Open, close, archive and reopen the fiscal years of an entity."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.database.services import audit, versions
from core.people.models import User
from core.text.dates import day_after
from core.text.errors import BusinessError
from ledger.books.models import Entity, FiscalYear


@transaction.atomic
def open_next_year(
    *,
    entity: Entity,
    acting_user: User | None,
    start: date | None = None,
    end: date | None = None,
    seen: int | None = None,
) -> FiscalYear:
    """Open the year that follows the entity's last one, or its first, which needs ``start``.

    ``end`` is twelve months later where it is not given. ``seen`` is the newest year of all when
    the act was offered: asked again from the same page, the year that was opened since is returned.
    Raises BusinessError.
    """
    Entity.objects.select_for_update(no_key=True).get(pk=entity.pk)
    known = FiscalYear.objects.filter(entity=entity).order_by("-end")
    last = known.first() if seen is None else known.filter(pk__lte=seen).first()
    opened = FiscalYear.objects.filter(entity=entity, follows=last).first()
    if opened and seen is not None:
        return _same_year(opened, start, end)
    begins = day_after(last.end) if last else start
    if begins is None:
        raise BusinessError(_("Indiquez la date de début du premier exercice."))
    if last and start not in {None, begins}:
        raise BusinessError(
            _("L’exercice suivant commence le %(day)s, au lendemain du précédent.")
            % {"day": date_format(begins, "SHORT_DATE_FORMAT")}
        )
    ends = end or _twelve_months_after(begins)
    if not begins < ends <= _twelve_months_after(day_after(_twelve_months_after(begins))):
        raise BusinessError(_("Un exercice finit après son début et dure 24 mois au plus."))
    year = FiscalYear.objects.create(entity=entity, start=begins, end=ends, follows=last)
    versions.follow(None, year, acting_user=acting_user, action="fiscal_year.open")
    audit.record("fiscal_year.open", acting_user=acting_user, on=year, entity=entity.code)
    return year


def _same_year(opened: FiscalYear, start: date | None, end: date | None) -> FiscalYear:
    """The year opened meanwhile, where it is the one asked for. Raises BusinessError otherwise."""
    if start in {None, opened.start} and end in {None, opened.end}:
        return opened
    raise BusinessError(
        _("L’exercice %(year)s vient d’être ouvert : relisez la liste avant d’en ouvrir un autre.")
        % {"year": opened}
    )


def _twelve_months_after(start: date) -> date:
    """The last day of the twelve months that begin on ``start``."""
    if start.year == date.max.year:
        return date.max
    leap_day = start.month == 2 and start.day == 29
    return start.replace(year=start.year + 1, day=28 if leap_day else start.day) - timedelta(
        days=0 if leap_day else 1
    )
