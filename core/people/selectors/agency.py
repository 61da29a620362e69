"""Reads of this room that every page needs."""

import time
from typing import Any

from django.core.files.base import File
from django.db.models.signals import post_delete, post_save

from core.people.models import Agency

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


def open_logo(agency: Agency) -> "File[bytes]":
    """The logo's file, opened afresh: the agency is remembered between requests, and shared by
    threads, so that its own field would hand out a file that another has read or closed.

    Raises OSError where it is gone.
    """
    return agency.logo.storage.open(str(agency.logo.name))
