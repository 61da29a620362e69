"""Remember what a user chose of the screens."""

from typing import Any

from core.people.models import User
from core.screens.models import UserPreference


def remember(*, acting_user: User, key: str, value: Any) -> None:
    """Keep a JSON-serialisable choice under ``key``, replacing the one before."""
    UserPreference.objects.update_or_create(user=acting_user, key=key, defaults={"value": value})


def forget(*, acting_user: User, key: str) -> None:
    UserPreference.objects.filter(user=acting_user, key=key).delete()
