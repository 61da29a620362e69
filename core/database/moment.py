"""The one clock below the doors: when a row is written."""

from datetime import datetime

from django.utils import timezone


def moment_of_writing() -> datetime:
    """Now, for rows whose order and time must agree: read once what orders them is locked.

    A moment that a door had read would be older than that of whoever held the lock meanwhile.
    """
    return timezone.now()
