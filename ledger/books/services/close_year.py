"""Open, close, archive and reopen the fiscal years of an entity."""

import copy
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.services import audit, versions
from core.house.registry import Registry
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.enums import FiscalYearStatus
from ledger.books.models import Entity, FiscalYear
from ledger.books.selectors.books import problems_of

#: What a room above holds against closing a year, as French sentences.
ClosingCheck = Callable[[FiscalYear], Iterable[str]]


#: What rooms above hold against the closing of a year, such as pending receipts.
CLOSING_CHECKS: Registry[str, ClosingCheck] = Registry.of_functions("closing check")


#: What they want known before a year is closed, though nothing forbids it: cheques in hand.
CLOSING_WARNINGS: Registry[str, ClosingCheck] = Registry.of_functions("closing warning")


def closing_warnings(year: FiscalYear, *, today: date) -> list[str]:
    """What to look at before closing an ended year, as French sentences; none for another."""
    if year.status != FiscalYearStatus.OPEN or year.end >= today:
        return []
    return [text for check in CLOSING_WARNINGS for text in check(year)]


@transaction.atomic
def close_year(*, fiscal_year: FiscalYear, acting_user: User | None, now: datetime) -> FiscalYear:
    """Close an ended year whose books hold; it stays readable online.

    Raises BusinessError, whose ``problems`` say what must be mended first.
    """
    year = _locked(fiscal_year, {FiscalYearStatus.OPEN}, _("Seul un exercice ouvert se clôture."))
    problems = problems_of(year)
    if year.end >= timezone.localdate(now):
        problems.append(_("L’exercice n’est pas terminé."))
    if FiscalYear.objects.filter(
        entity=year.entity, end__lt=year.start, status=FiscalYearStatus.OPEN
    ).exists():
        problems.append(_("Un exercice plus ancien est encore ouvert : clôturez-le d’abord."))
    for check in CLOSING_CHECKS:
        problems += check(year)
    if problems:
        raise BusinessError(
            _("L’exercice %(year)s ne peut pas encore être clôturé.") % {"year": year}, problems
        )
    year.closed_at = now
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
