"""Reads of this room that every page needs."""

from typing import Any

from core.people.models import User
from core.screens.models import UserPreference


def preferences(user: User, *keys: str) -> dict[str, Any]:
    """What the user chose, of these keys; absent keys are absent."""
    return dict(UserPreference.objects.filter(user=user, key__in=keys).values_list("key", "value"))
