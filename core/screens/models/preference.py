from django.db import models

from core.people.models.user import User
from core.text import guarded


class UserPreference(models.Model):
    """What one user chose of the screens: columns of a list, saved views, theme, favourites."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="preferences")
    key = models.CharField(max_length=100)
    value = guarded.JSONField()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="one_preference_per_user_and_key")
        ]

    def __str__(self) -> str:
        return self.key
