"""Open, close, archive and reopen the fiscal years of an entity."""

import copy
from collections.abc import Callable, Collection, Iterable
from datetime import date, timedelta

from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.dates import day_after
from core.errors import BusinessError
from core.models import User
from core.services import audit, versions
from ledger.enums import FiscalYearStatus
from ledger.models import Entity, FiscalYear
from ledger.selectors.books import problems_of


class ClosedFiscalYearError(BusinessError):
    """The date falls in a fiscal year that no longer takes entries."""


class NoFiscalYearError(BusinessError):
    """No fiscal year of the entity holds the date."""


#: What a room above holds against closing a year, as French sentences.
ClosingCheck = Callable[[FiscalYear], Iterable[str]]
_closing_checks: list[ClosingCheck] = []


def register_closing_check(check: ClosingCheck) -> None:
    """Let a room above the ledger object to the closing of a year, such as for pending receipts."""
    if check not in _closing_checks:
        _closing_checks.append(check)


#: What a room above wants known before a year is closed, though nothing forbids it.
_closing_warnings: list[ClosingCheck] = []


def register_closing_warning(check: ClosingCheck) -> None:
    """Let a room above warn of what a closed year would carry over, such as cheques in hand."""
    if check not in _closing_warnings:
        _closing_warnings.append(check)


def closing_warnings(year: FiscalYear) -> list[str]:
    """What to look at before closing an ended year, as French sentences; none for another."""
    if year.status != FiscalYearStatus.OPEN or year.end >= timezone.localdate():
        return []
    return [text for check in _closing_warnings for text in check(year)]


def lock_open_years(
    days: Collection[tuple[int, date]],
) -> dict[tuple[int, date], FiscalYear]:
    """The open fiscal year of each ``(entity id, date)``, kept from closing until the commit.

    Postings share the lock; only closing a year waits for them. Raises ClosedFiscalYearError or
    NoFiscalYearError.
    """
    entity_ids = sorted({entity_id for entity_id, _day in days})
    marks = ", ".join(["%s"] * len(entity_ids))
    shared = " FOR SHARE" if connection.features.has_select_for_update else ""
    years = list(
        FiscalYear.objects.raw(
            f"SELECT * FROM ledger_fiscalyear WHERE entity_id IN ({marks}) ORDER BY id{shared}",  # noqa: S608
            entity_ids,
        )
    )
    return {(entity_id, day): _open_year(years, entity_id, day) for entity_id, day in days}


def _open_year(years: Iterable[FiscalYear], entity_id: int, day: date) -> FiscalYear:
    for year in years:
        if year.entity_id == entity_id and year.start <= day <= year.end:
            if year.status == FiscalYearStatus.OPEN:
                return year
            raise ClosedFiscalYearError(
                _("L’exercice de %(entity)s qui contient le %(day)s est clôturé : changez la date.")
                % _place(entity_id, day)
            )
    raise NoFiscalYearError(
        _("Aucun exercice de %(entity)s ne contient le %(day)s : ouvrez-le ou changez la date.")
        % _place(entity_id, day)
    )


def _place(entity_id: int, day: date) -> dict[str, str]:
    return {"entity": str(Entity.objects.get(pk=entity_id)), "day": f"{day:%d/%m/%Y}"}


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


@transaction.atomic
def close_year(*, fiscal_year: FiscalYear, acting_user: User | None) -> FiscalYear:
    """Close an ended year whose books hold; it stays readable online.

    Raises BusinessError, whose ``problems`` say what must be mended first.
    """
    year = _locked(fiscal_year, {FiscalYearStatus.OPEN}, _("Seul un exercice ouvert se clôture."))
    problems = problems_of(year)
    if year.end >= timezone.localdate():
        problems.append(_("L’exercice n’est pas terminé."))
    if FiscalYear.objects.filter(
        entity=year.entity, end__lt=year.start, status=FiscalYearStatus.OPEN
    ).exists():
        problems.append(_("Un exercice plus ancien est encore ouvert : clôturez-le d’abord."))
    for check in _closing_checks:
        problems += check(year)
    if problems:
        raise BusinessError(
            _("L’exercice %(year)s ne peut pas encore être clôturé.") % {"year": year}, problems
        )
    year.closed_at = timezone.now()
    return _move(year, FiscalYearStatus.CLOSED_ONLINE, "fiscal_year.close", acting_user)


@transaction.atomic
def archive_year(*, fiscal_year: FiscalYear, acting_user: User | None) -> FiscalYear:
    """Take a closed year offline. Raises BusinessError where it is not closed online."""
    year = _locked(
        fiscal_year,
        {FiscalYearStatus.CLOSED_ONLINE},
        _("Seul un exercice clôturé en ligne s’archive."),
    )
    Entity.objects.filter(pk=year.entity_id).update(last_archived_on=year.end)
    return _move(year, FiscalYearStatus.ARCHIVED, "fiscal_year.archive", acting_user)


@transaction.atomic
def reopen_year(*, fiscal_year: FiscalYear, acting_user: User, reason: str) -> FiscalYear:
    """Open a closed year again, for a reason that the audit trail keeps. Raises BusinessError."""
    year = _locked(
        fiscal_year,
        {FiscalYearStatus.CLOSED_ONLINE, FiscalYearStatus.ARCHIVED},
        _("Cet exercice est déjà ouvert."),
    )
    if not reason.strip():
        raise BusinessError(_("Dites pourquoi l’exercice est rouvert : la raison est conservée."))
    later_closed = FiscalYear.objects.filter(entity=year.entity, start__gt=year.end).exclude(
        status=FiscalYearStatus.OPEN
    )
    if later_closed.exists():
        raise BusinessError(_("Un exercice plus récent est clôturé : rouvrez-le d’abord."))
    year.closed_at = None
    return _move(
        year, FiscalYearStatus.OPEN, "fiscal_year.reopen", acting_user, reason=reason.strip()
    )


def _locked(
    fiscal_year: FiscalYear, allowed: Collection[FiscalYearStatus], refusal: str
) -> FiscalYear:
    """The year, locked against postings and other closings. Raises BusinessError(refusal)."""
    year = FiscalYear.objects.select_for_update(of=("self",)).select_related("entity")
    locked = year.get(pk=fiscal_year.pk)
    if locked.status not in allowed:
        raise BusinessError(refusal)
    return locked


def _move(
    year: FiscalYear, status: FiscalYearStatus, action: str, acting_user: User | None, **data: str
) -> FiscalYear:
    unmoved, before = copy.copy(year), year.status
    year.status = status
    versions.follow(unmoved, year, acting_user=acting_user, action=action)
    year.save(update_fields=["status", "closed_at"])
    audit.record(
        action,
        acting_user=acting_user,
        on=year,
        entity=year.entity.code,
        status=[before, str(status)],
        **data,
    )
    return year
