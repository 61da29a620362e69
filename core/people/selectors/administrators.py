"""Reads of this room that every page needs."""

from core.people.enums import UserKind
from core.people.models import User


def who_gives_rights() -> list[User]:
    """The active members of staff who can give a right to someone."""
    holders = User.objects.with_perm(
        "core_people.manage_users", backend="core.sign_in.auth.SiteBackend"
    )
    return list(holders.filter(kind=UserKind.STAFF).order_by("last_name", "username")[:5])
