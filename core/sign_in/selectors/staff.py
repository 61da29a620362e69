"""Reads of this room that every page needs."""

from django.db.models import Count

from core.people.enums import UserKind
from core.people.models import User


def staff_rows() -> list[User]:
    """Members of staff, active ones first, each with ``factors``: how many second factors."""
    people = User.objects.filter(kind=UserKind.STAFF).annotate(
        factors=Count("authenticator", distinct=True),
        given=Count("user_permissions", distinct=True),
    )
    return list(people.order_by("-is_active", "last_name", "first_name", "username"))
