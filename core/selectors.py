"""Reads of this room that every page needs."""

import time
from typing import Any

from django.db.models.signals import post_delete, post_save

from core.enums import UserKind
from core.models import Agency, SystemMessage, User, UserPreference

_AGENCY_SECONDS = 30.0
_agency: tuple[float, Agency] | None = None


def agency() -> Agency:
    """The firm; a nameless one before the first settings. Remembered for half a minute."""
    global _agency  # noqa: PLW0603
    if _agency is None or _agency[0] < time.monotonic():
        found = Agency.objects.filter(pk=1).first() or Agency(pk=1, name="LSC")
        _agency = (time.monotonic() + _AGENCY_SECONDS, found)
    return _agency[1]


def forget_agency(**_kwargs: Any) -> None:
    """Read the agency afresh next time."""
    global _agency  # noqa: PLW0603
    _agency = None


post_save.connect(forget_agency, sender=Agency)
post_delete.connect(forget_agency, sender=Agency)


def unread_messages(user: User) -> int:
    return SystemMessage.objects.filter(recipient=user, read_at__isnull=True).count()


def preferences(user: User, *keys: str) -> dict[str, Any]:
    """What the user chose, of these keys; absent keys are absent."""
    return dict(UserPreference.objects.filter(user=user, key__in=keys).values_list("key", "value"))


def who_gives_rights() -> list[User]:
    """The active members of staff who can give a right to someone."""
    holders = User.objects.with_perm("core.manage_users", backend="core.auth.SiteBackend")
    return list(holders.filter(kind=UserKind.STAFF).order_by("last_name", "username")[:5])
