"""Reads of the changes of bank details: what waits, who may approve it, what came in force."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import QuerySet

from core.database.models import AuditEvent
from core.database.portfolio import portfolio_of
from core.people.enums import UserKind
from core.people.models import User
from ledger.books.enums import ChangeState
from ledger.books.models import BankDetailsChange

RIGHT = "ledger_books.change_bank_details"
#: Whose account another created or changed so lately may be in that other's hands.
BEHOLDEN = timedelta(days=30)
_CREATED = "user.create"
_UPDATED = "user.update"
#: What gives nobody hold of an account.
_NAMES = frozenset({"first_name", "last_name", "initials"})
_CHANGED = (_UPDATED, "user.portfolio", "user.reset_second_factor", "user.reset_link")


def changes() -> QuerySet[BankDetailsChange]:
    people = ("requested_by", "decided_by")
    return BankDetailsChange.objects.select_related("entity", "bank_account", *people)


def waiting_for(entity_id: int) -> BankDetailsChange | None:
    return changes().filter(entity=entity_id, state=ChangeState.WAITING).first()


def waiting_count(_user: User, _entity: str) -> int:
    return BankDetailsChange.objects.filter(state=ChangeState.WAITING).count()


def applied_since(moment: datetime | None) -> QuerySet[BankDetailsChange]:
    """What came in force after ``moment``; everything where there is none."""
    rows = changes().filter(state=ChangeState.APPLIED)
    return rows.filter(decided_at__gt=moment) if moment else rows


def second_people(requester: User, *, entity_id: int, now: datetime) -> list[User]:
    """Who else may approve a change that ``requester`` asks for.

    Active holders of the right who work on the entity, but those whom one same person may hold in
    the same hand: maker and made, whichever of them asks, and two that one person made.
    """
    makers = _makers(now)
    hands = _hands(requester.pk, makers)
    return [
        person
        for person in _holders(is_active=True)
        if not hands & _hands(person.pk, makers) and portfolio_of(person).holds([entity_id])
    ]


def alone_since(requester: User, *, now: datetime) -> datetime | None:
    """When ``requester``, or who made them, last touched another holder of the right: closed or
    changed their account. None where they did not lately: being alone is not their doing."""
    hands = _hands(requester.pk, _makers(now))
    events = [event for event in _events(now) if event.user_id in hands]
    new = {event.object_id for event in events if event.action == _CREATED}
    holders = {str(person.pk) for state in (True, False) for person in _holders(is_active=state)}
    touched = [
        event.at
        for event in events
        if event.object_id not in new | {str(event.user_id)}
        and (event.object_id in holders or _took_right(event))
    ]
    return max(touched, default=None)


def _holders(*, is_active: bool) -> QuerySet[User]:
    holding = User.objects.with_perm(
        RIGHT, is_active=is_active, backend="core.sign_in.auth.SiteBackend"
    )
    return holding.filter(kind=UserKind.STAFF).order_by("pk")


def _events(now: datetime) -> list[AuditEvent]:
    rows = AuditEvent.objects.filter(
        action__in=(_CREATED, *_CHANGED),
        object_type=User._meta.label_lower,
        user__isnull=False,
        at__gte=now - BEHOLDEN,
    )
    return [event for event in rows if event.action != _UPDATED or not event.data.keys() <= _NAMES]


def _makers(now: datetime) -> dict[int, set[int]]:
    """Who created or changed each account of late, by primary key."""
    makers: dict[int, set[int]] = {}
    for event in _events(now):
        makers.setdefault(int(event.object_id), set()).add(event.user_id or 0)
    return makers


def _hands(person: int, makers: Mapping[int, set[int]]) -> set[int]:
    """The person, their makers, and the makers of those."""
    hands, left = set(), [person]
    while left:
        each = left.pop()
        if each not in hands:
            hands.add(each)
            left += makers.get(each, ())
    return hands


def _took_right(event: AuditEvent) -> bool:
    taken = event.data.get("rights", [[]])[0]
    return RIGHT in taken or event.data.get("is_superuser", [""])[0] == "True"
