"""Reads of the changes of bank details: what waits, who may approve it, what came in force."""

from datetime import datetime, timedelta

from django.db.models import QuerySet

from core.enums import UserKind
from core.models import AuditEvent, User
from core.portfolio import portfolio_of
from ledger.enums import ChangeState
from ledger.models import BankDetailsChange

RIGHT = "ledger.change_bank_details"
#: Whoever the requester created or changed so lately is no second person.
BEHOLDEN = timedelta(days=30)
_MADE = ("user.create", "user.update", "user.reset_second_factor", "user.reset_link")


def changes() -> QuerySet[BankDetailsChange]:
    people = ("requested_by", "decided_by")
    return BankDetailsChange.objects.select_related("entity", "bank_account", *people)


def waiting_for(entity_id: int) -> BankDetailsChange | None:
    return changes().filter(entity=entity_id, state=ChangeState.WAITING).first()


def waiting_count(_user: User) -> int:
    return BankDetailsChange.objects.filter(state=ChangeState.WAITING).count()


def applied_since(moment: datetime | None) -> QuerySet[BankDetailsChange]:
    """What came in force after ``moment``; everything where there is none."""
    rows = changes().filter(state=ChangeState.APPLIED)
    return rows.filter(decided_at__gt=moment) if moment else rows


def second_people(requester: User, *, entity_id: int, now: datetime) -> list[User]:
    """Who else may approve a change that ``requester`` asks for.

    Active holders of the right who work on the entity, but those whose account the requester
    created or changed in the last weeks: one person must not make the other.
    """
    made = AuditEvent.objects.filter(
        user=requester,
        action__in=_MADE,
        object_type=User._meta.label_lower,
        at__gte=now - BEHOLDEN,
    ).values_list("object_id", flat=True)
    holders = User.objects.with_perm(RIGHT, backend="core.auth.SiteBackend").filter(
        kind=UserKind.STAFF, is_active=True
    )
    beholden = {*made, str(requester.pk)}
    return [
        person
        for person in holders.order_by("pk")
        if str(person.pk) not in beholden and portfolio_of(person).holds([entity_id])
    ]
