"""Tell users something (« pour info »)."""

from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.portfolio import portfolio_of
from core.jobs.enums import Level
from core.jobs.models import SystemMessage
from core.jobs.selectors.messages import messages_of
from core.people.enums import UserKind
from core.people.models import User


def users_receiving_messages() -> list[User]:
    """Every active member of staff who holds the right to receive system messages."""
    return list(
        User.objects.with_perm(
            "core_people.receive_system_messages", backend="core.sign_in.auth.SiteBackend"
        ).filter(kind=UserKind.STAFF)
    )


def administrators() -> list[User]:
    return list(User.objects.filter(kind=UserKind.STAFF, is_active=True, is_superuser=True))


def notify(
    recipients: Iterable[User],
    *,
    identity: str,
    title: str,
    body: str = "",
    link: str = "",
    level: Level = Level.INFO,
    entities: Iterable[int] | None = None,
) -> None:
    """Tell each recipient once; the same ``identity`` told again to the same person is dropped.

    ``entities``: keys of those that the news is of; None for the agency as a whole. Who does not
    work on every one of them is not told, and no longer reads it once they do not. With nobody to
    tell, the administrators are told, and told that nobody was.
    """
    about = None if entities is None else sorted(set(entities))
    people = [person for person in recipients if portfolio_of(person).covers(about)]
    if not people:
        people, body, level = administrators(), _without_reader(body), Level.WARNING
    SystemMessage.objects.bulk_create(
        [
            SystemMessage(
                recipient=person,
                identity=identity,
                title=title,
                body=body.strip(),
                link=link,
                level=level,
                entities=about,
            )
            for person in people
        ],
        ignore_conflicts=True,
    )


def _without_reader(body: str) -> str:
    return _("%(body)s\n\nAucun utilisateur ne reçoit ce message : choisissez un destinataire.") % {
        "body": body
    }


def mark_read(messages: Iterable[SystemMessage], *, reader: User) -> int:
    """Mark the reader's own messages as read. Returns how many were unread."""
    return SystemMessage.objects.filter(
        pk__in=[message.pk for message in messages], recipient=reader, read_at__isnull=True
    ).update(read_at=timezone.now())


def mark_all_read(*, reader: User) -> int:
    """Mark everything that the reader sees and has not read. Returns how many."""
    return messages_of(reader, unread=True).update(read_at=timezone.now())
